package import Forms
import Models

/// One control of a filter bar.
package struct FilterField: Encodable, Sendable, Equatable {
    package enum Kind: String, Encodable, Sendable { case search, select, date }

    package struct Choice: Encodable, Sendable, Equatable {
        /// Empty: the list without this filter.
        package let value: String
        package let word: ListWord

        package init(_ value: String, _ word: ListWord) {
            self.value = value
            self.word = word
        }
    }

    package let kind: Kind
    package let name: String
    package let label: Complaint
    /// As in the query; empty when it is not filtered by.
    package let value: String
    /// Of a select.
    package let choices: [Choice]
    /// Of a search for numbers.
    package let isNumeric: Bool

    package static func search(
        _ name: String, _ label: Complaint, value: String, isNumeric: Bool = false
    ) -> FilterField {
        FilterField(kind: .search, name: name, label: label, value: value, choices: [], isNumeric: isNumeric)
    }

    /// `choices`: the one with the empty value first, which says that nothing is chosen.
    package static func select(
        _ name: String, _ label: Complaint, value: String, choices: [Choice]
    ) -> FilterField {
        FilterField(kind: .select, name: name, label: label, value: value, choices: choices, isNumeric: false)
    }

    package static func date(_ name: String, _ label: Complaint, value: String) -> FilterField {
        FilterField(kind: .date, name: name, label: label, value: value, choices: [], isNumeric: false)
    }

    /// What is filtered by has gone: the group, the person, the status that the value names.
    package var isGone: Bool {
        kind == .select && !value.isEmpty && !choices.contains { $0.value == value }
    }

    var word: ListWord {
        if kind == .date, LocalDate(value) != nil { return .text(Complaint("list.day", ["day": value])) }
        return choices.first { $0.value == value }?.word ?? .name(value)
    }
}

/// A filter in force: says what it is, and its link removes it.
package struct FilterChip: Encodable, Sendable, Equatable {
    package let label: Complaint
    package let word: ListWord
    /// The list without this filter.
    package let path: String
    /// Nothing has that value any more, so nothing can match.
    package let isGone: Bool
}
