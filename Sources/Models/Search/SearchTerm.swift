/// What somebody typed into the search box, made ready for comparing.
package struct SearchTerm: Sendable, Equatable {
    /// As typed, without the blanks around it, at most 100 characters.
    package let text: String
    /// In lower case, as the database compares.
    package let folded: String
    /// The digits, when nothing but a number was typed; blanks and a `#` before it do not count.
    package let number: Int?

    /// Below this many characters only beginnings and whole numbers are looked for: so little is in everything.
    package static let shortest = 3

    package var isShort: Bool { text.count < Self.shortest }

    /// nil when there is nothing to look for.
    package init?(_ typed: String) {
        let plain = String(typed.unicodeScalars.filter { $0.properties.generalCategory != .control })
        let words = plain.split { $0.isWhitespace }.joined(separator: " ")
        guard !words.isEmpty else { return nil }
        text = String(words.prefix(100))
        folded = text.lowercased()
        let digits = text.drop { $0 == "#" }.filter { $0 != " " }
        let isNumber = digits.utf8.allSatisfy { (48...57).contains($0) } && !digits.isEmpty && digits.first != "0"
        number = isNumber && digits.count <= Self.mostDigits ? Int(digits) : nil
    }

    /// Order numbers are compared up to this many digits.
    private static let mostDigits = 15

    /// The numbers that begin with the typed digits, as ranges: the number itself first, then those with one
    /// more digit, and so on. 104: 104, 1040…1049, 10400…10499, …
    package var numberRanges: [ClosedRange<Int>] {
        guard let number else { return [] }
        var ranges: [ClosedRange<Int>] = []
        var power = 1
        for _ in String(number).count...Self.mostDigits {
            ranges.append(number * power...number * power + power - 1)
            power *= 10
        }
        return ranges
    }
}
