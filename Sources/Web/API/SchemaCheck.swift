package import Forms
package import HTTP

extension Schema {
    /// What is wrong with the shape of a value: its types, and members that nobody knows. Lengths, ranges and
    /// what must be there are the decoder's to judge, in the words of the form; inside a list or a map, where a form
    /// has rows that may stay empty, what must be there and how it is written is asked for here.
    package func shapeErrors(of value: JSON, at name: String = "") -> FieldErrors {
        var errors = FieldErrors.none
        check(value, name, isStrict: false, &errors)
        return errors
    }

    /// The same with everything that the schema says: for tests of what is answered.
    package func errors(of value: JSON) -> FieldErrors {
        var errors = FieldErrors.none
        check(value, "", isStrict: true, &errors)
        return errors
    }

    /// Whether an empty text is a value of it.
    private var takesNothing: Bool {
        guard case .string(let length, let pattern, let format) = kind else { return false }
        if let pattern, (try? Regex(pattern).firstMatch(in: "")) == nil { return false }
        return format == nil && (length?.contains(0) ?? true)
    }

    private func check(_ value: JSON, _ name: String, isStrict: Bool, _ errors: inout FieldErrors) {
        func wrong(_ key: String, _ arguments: [String: String] = [:]) {
            errors.add(Complaint(key, arguments), to: name)
        }
        func inside(_ part: String) -> String { name.isEmpty ? part : "\(name).\(part)" }
        switch (kind, value) {
        case (_, .null):
            if !isNullable { wrong("error.type") }
        case (.string(let length, let pattern, let format), .string(let text)):
            // A form leaves out what is empty; a program leaves it out itself.
            if name.contains("."), text.trimmed.isEmpty, !takesNothing { wrong("error.required") }
            // A row may stand where another field makes it idle, and then no decoder reads it.
            if isStrict || name.contains("."), let pattern, (try? Regex(pattern).firstMatch(in: text)) == nil {
                wrong("error.invalid")
            }
            guard isStrict else { return }
            if let length, !length.contains(text.unicodeScalars.count) { wrong("error.invalid") }
            if format == "date-time", text.utf8.count < 20 || !text.hasSuffix("Z") { wrong("error.invalid") }
        case (.choice(let words), .string(let word)):
            if !words.contains(word) { wrong("error.choice") }
        case (.integer(let range), .number(let digits)):
            guard let number = Int(digits) else { return wrong("error.whole_number") }
            if isStrict, let range, !range.contains(number) { wrong("error.invalid") }
        case (.integer, _): wrong("error.whole_number")
        case (.boolean, .bool): return
        case (.list(let element, let most), .array(let values)):
            if let most, values.count > most { wrong("error.too_many", ["count": "\(most)"]) }
            for (position, value) in values.enumerated() {
                element.check(value, inside("\(position)"), isStrict: isStrict, &errors)
            }
        case (.numbered(let element), .object(let members)):
            for member in members {
                guard Int(member.name).map(String.init) == member.name, !member.name.hasPrefix("-") else {
                    errors.add(Complaint("error.unknown_field"), to: inside(member.name))
                    continue
                }
                element.check(member.value, inside(member.name), isStrict: isStrict, &errors)
            }
        case (.object(let fields), .object(let members)):
            for member in members {
                guard let field = fields.first(where: { $0.name == member.name }) else {
                    errors.add(Complaint("error.unknown_field"), to: inside(member.name))
                    continue
                }
                field.schema.check(member.value, inside(member.name), isStrict: isStrict, &errors)
            }
            guard isStrict || !name.isEmpty else { return }
            for field in fields where field.isRequired && !members.contains(where: { $0.name == field.name }) {
                errors.add(Complaint("error.required"), to: inside(field.name))
            }
        default: wrong("error.type")
        }
    }
}
