extension Filter {
    /// Every filter by name.
    static let all: [(String, Filter)] = texts + numbers + lists + choices + markups

    /// One that makes text of text: what is markup stays markup.
    static func ofText(_ change: @escaping @Sendable (String) throws -> String) -> Filter {
        Filter(plain: { value in
            switch value {
            case .string(let text): .string(try change(text))
            case .markup(let text): .markup(try change(text))
            default: .string(try change(try value.text()))
            }
        })
    }
}
