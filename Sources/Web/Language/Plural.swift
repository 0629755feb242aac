/// The plural forms of CLDR that our languages use. English: one, other. Ukrainian: one, few, many
/// and other, the last for fractions only.
package enum PluralForm: String, Sendable, CaseIterable {
    case one, few, many, other
}

extension Language {
    /// The form for a whole number of things.
    package func plural(_ count: Int) -> PluralForm {
        switch self {
        case .english:
            return count == 1 || count == -1 ? .one : .other
        case .ukrainian:
            let last = Int((count % 10).magnitude)
            let lastTwo = Int((count % 100).magnitude)
            if last == 1, lastTwo != 11 { return .one }
            if (2...4).contains(last), !(12...14).contains(lastTwo) { return .few }
            return .many
        }
    }

    /// The forms a message with a count must have in this language, no more and no fewer.
    package var pluralForms: Set<PluralForm> {
        switch self {
        case .english: [.one, .other]
        case .ukrainian: [.one, .few, .many, .other]
        }
    }
}
