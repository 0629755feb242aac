/// One complaint about one field: a key of the message catalogue (`error.required`) and what the
/// sentence needs. The page says it in the reader's language.
package struct Complaint: Sendable, Equatable, Encodable {
    package let key: String
    package let arguments: [String: String]

    package init(_ key: String, _ arguments: [String: String] = [:]) {
        self.key = key
        self.arguments = arguments
    }
}

/// Every complaint about one submission, in the order in which the fields were read. Thrown once,
/// after all fields were read.
package struct FieldErrors: Error, Equatable, Sendable {
    package struct Entry: Sendable, Equatable {
        package let field: String
        package let complaint: Complaint
    }

    package private(set) var entries: [Entry] = []

    package static let none = FieldErrors()

    package init() {}

    package init(_ field: String, _ complaint: Complaint) {
        entries = [Entry(field: field, complaint: complaint)]
    }

    package var isEmpty: Bool { entries.isEmpty }

    package subscript(_ field: String) -> [Complaint] {
        entries.filter { $0.field == field }.map(\.complaint)
    }

    package mutating func add(_ complaint: Complaint, to field: String) {
        entries.append(Entry(field: field, complaint: complaint))
    }

    package mutating func add(_ others: FieldErrors) {
        entries += others.entries
    }
}
