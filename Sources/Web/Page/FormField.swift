package import Forms

/// One field of a form as the template shows it: what was typed and what is wrong with it.
package struct FormField: Encodable, Sendable, Equatable {
    package let name: String
    package let value: String
    package let errors: [Complaint]

    package init(_ name: String, _ value: String = "", errors: [Complaint] = []) {
        self.name = name
        self.value = value
        self.errors = errors
    }

    package init(_ name: String, _ input: Input, _ errors: FieldErrors = .none) {
        self.init(name, input[name] ?? "", errors: errors[name])
    }
}

/// The summary on top of a refused form: each complaint leads to its field.
package struct FormErrors: Encodable, Sendable, Equatable {
    package struct Item: Encodable, Sendable, Equatable {
        /// The field's name, which is its id in the page; empty when it belongs to the whole form.
        package let field: String
        /// The field's name in words; nil where the complaint says enough.
        package let label: Complaint?
        package let complaint: Complaint
    }

    package let list: [Item]

    /// `label` names a field by a key of the catalogue.
    package init(_ errors: FieldErrors, label: (String) -> Complaint? = { _ in nil }) {
        list = errors.entries.map { Item(field: $0.field, label: label($0.field), complaint: $0.complaint) }
    }

    /// The same with the labels that never change, by field.
    package init(_ errors: FieldErrors, labels: [String: String]) {
        self.init(errors) { field in labels[field].map { Complaint($0) } }
    }

    package static let none = FormErrors(.none)
}

/// A field that travels along unseen: what was typed before a session ended.
package struct HiddenField: Encodable, Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
