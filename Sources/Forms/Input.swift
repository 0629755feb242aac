/// What a person or a program submitted, before anyone believed it: the fields of an HTML form, of a
/// query string or of a JSON object in one shape, so that all go through the same decoder.
///
/// Nested values are flattened into dotted names: `{"limits": {"3": "8:00"}}` and the form field
/// `limits.3=8:00` are the same input. A name may occur more than once, in order.
package struct Input: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var fields: [Field]

    package init(_ fields: [Field] = []) {
        self.fields = fields
    }

    package init(_ fields: KeyValuePairs<String, String>) {
        self.fields = fields.map { Field($0.key, $0.value) }
    }

    package static let none = Input([Field]())

    /// The first value of that name.
    package subscript(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    package func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// The fields whose dotted name begins with `name.`, without that beginning, in order.
    package func group(_ name: String) -> Input {
        let prefix = name + "."
        return Input(
            fields.compactMap { field in
                field.name.hasPrefix(prefix) ? Field(String(field.name.dropFirst(prefix.count)), field.value) : nil
            })
    }

    /// The first parts of all dotted names, each once, in order of appearance.
    package var keys: [String] {
        var seen: Set<String> = []
        return fields.compactMap { field in
            let key = String(field.name.prefix { $0 != "." })
            return seen.insert(key).inserted ? key : nil
        }
    }

    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name, value))
    }

    /// Replaces every value of that name by one; nil removes them.
    package mutating func set(_ name: String, _ value: String?) {
        fields.removeAll { $0.name == name }
        if let value { fields.append(Field(name, value)) }
    }
}
