/// Members whom a text speaks to: `@` and a whole name, or the first word of it where nobody else's begins so.
package enum Mention {
    /// Of one text; what comes behind is not told.
    package static let most = 20

    /// Those of `members` to whom it speaks, in the order of the text, each once. Case does not matter; a name ends
    /// where no letter or digit follows, so that `@Olena` does not speak to Olenka.
    package static func people(
        in text: String, of members: [(person: Person.ID, name: String)]
    ) -> [Person.ID] {
        let names = members.map { (person: $0.person, name: $0.name.lowercased()) }
        let firsts = Dictionary(grouping: names) { first($0.name) }
        var found: [Person.ID] = []
        var rest = text.lowercased()[...]
        while let sign = rest.firstIndex(of: "@"), found.count < most {
            let isInside = sign > rest.startIndex && isPart(rest[rest.index(before: sign)])
            rest = rest[rest.index(after: sign)...]
            if isInside { continue }
            let whole = names.filter { begins(rest, with: $0.name) }.max { $0.name.count < $1.name.count }
            let word = first(rest.prefix(100))
            let alone = firsts[word].flatMap { $0.count == 1 && !word.isEmpty ? $0.first : nil }
            if let person = (whole ?? alone)?.person, !found.contains(person) { found.append(person) }
        }
        return found
    }

    private static func begins(_ text: Substring, with name: String) -> Bool {
        guard !name.isEmpty, text.hasPrefix(name) else { return false }
        return text.dropFirst(name.count).first.map { !isPart($0) } ?? true
    }

    private static func first(_ text: some StringProtocol) -> String { String(text.prefix(while: isPart)) }

    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "’'-_".contains(character)
    }
}
