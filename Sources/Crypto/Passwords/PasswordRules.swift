/// Why a new password is refused; the raw value is a key of the message catalogue.
package enum PasswordRefusal: String, Sendable, Equatable {
    case short = "error.password.short"
    case long = "error.password.long"
    case common = "error.password.common"
    case personal = "error.password.personal"

    /// What the sentence names.
    package var arguments: [String: String] {
        switch self {
        case .short: ["minimum": "\(PasswordText.fewestCharacters)"]
        case .long: ["maximum": "\(PasswordText.mostBytes)"]
        case .common, .personal: [:]
        }
    }
}

/// What a new password must be: 12 characters to 256 bytes, not one that is tried first, and not made of
/// words that stand beside it on the screen. No signs or digits are demanded.
package struct PasswordRules: Sendable {
    private let common: Set<String>

    /// `list`: the text of the deny list, one password a line, lower case, lines beginning with `#` left out.
    package init(list: String) {
        common = Set(list.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map(String.init))
    }

    /// Nil when the password will do. `about`: the person's e-mail and name, the organization, the product.
    package func refusal(of typed: String, about: [String]) -> PasswordRefusal? {
        let password = PasswordText(typed)
        if password.isTooLong { return .long }
        if password.isTooShort { return .short }
        let characters = Array(PasswordText(password.text.lowercased()).text)
        if isCommon(characters) { return .common }
        return isPersonal(String(characters), about) ? .personal : nil
    }

    private func isCommon(_ characters: [Character]) -> Bool {
        if Set(characters).count < 5 || Self.isRun(characters) { return true }
        let unspaced = characters.filter { !$0.isWhitespace }
        let spellings = [characters, unspaced, Self.unsigned(unspaced)]
        return spellings.contains { spelling in
            isKnown(spelling) || isKnown(Self.core(spelling)) || isTwoKnown(spelling) || isTwoKnown(Self.core(spelling))
                || Self.repeated(spelling).map { $0.count < 6 || isKnown($0) || isKnown(Self.core($0)) } ?? false
        }
    }

    private func isKnown(_ characters: some Collection<Character>) -> Bool { common.contains(String(characters)) }

    /// `iloveyou` + `dragon`.
    private func isTwoKnown(_ characters: [Character]) -> Bool {
        guard characters.count >= 8 else { return false }
        return (4...characters.count - 4).contains { isKnown(characters[..<$0]) && isKnown(characters[$0...]) }
    }

    /// True when fewer than eight characters are left once every word about the person is taken out.
    private func isPersonal(_ password: String, _ about: [String]) -> Bool {
        let words = Set(about.flatMap(Self.words)).sorted { ($1.count, $0) < ($0.count, $1) }
        guard words.contains(where: { password.contains($0) }) else { return false }
        var rest = password
        for word in words { rest = Self.removing(word, from: rest) }
        return rest.count < 8
    }

    /// The whole text and its parts between signs, in lower case, from four characters on.
    private static func words(of text: String) -> [String] {
        let text = PasswordText(text.lowercased()).text
        let parts = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return ([text, parts.joined()] + parts).filter { $0.count >= 4 }
    }

    private static func removing(_ word: String, from text: String) -> String {
        text.split(separator: word, omittingEmptySubsequences: true).joined()
    }

    /// Letters written as signs, read back: `p@ssw0rd`.
    private static func unsigned(_ characters: [Character]) -> [Character] {
        let letters: [Character: Character] = [
            "@": "a", "4": "a", "0": "o", "1": "i", "!": "i", "$": "s", "5": "s", "3": "e", "7": "t",
        ]
        let end = characters.lastIndex(where: \.isLetter) ?? characters.startIndex
        return characters.enumerated().map { $0 < end ? letters[$1] ?? $1 : $1 }
    }

    /// Without up to eight digits and signs at the two ends.
    private static func core(_ characters: [Character]) -> [Character] {
        guard let first = characters.firstIndex(where: \.isLetter), let last = characters.lastIndex(where: \.isLetter),
            characters.count - (last - first + 1) <= 8
        else { return characters }
        return Array(characters[first...last])
    }

    /// The part that makes up the whole when repeated, the last time perhaps not to its end.
    private static func repeated(_ characters: [Character]) -> [Character]? {
        (1..<max(2, characters.count / 2 + 1))
            .first { length in characters.indices.allSatisfy { characters[$0] == characters[$0 % length] } }
            .map { Array(characters.prefix($0)) }
    }

    /// Most steps go to the same character or to its neighbour: `abcdefghijkl`, `111222333444`.
    private static func isRun(_ characters: [Character]) -> Bool {
        let points = characters.compactMap { $0.unicodeScalars.first?.value }.map(Int.init)
        let near = zip(points, points.dropFirst()).count { abs($0 - $1) <= 1 }
        return near * 4 >= (points.count - 1) * 3
    }
}
