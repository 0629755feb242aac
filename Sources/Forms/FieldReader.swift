/// Reads typed fields out of an `Input`, remembering every complaint instead of stopping at the
/// first, so that a person sees all of them at once.
package struct FieldReader {
    package let input: Input
    package private(set) var errors = FieldErrors.none

    package init(_ input: Input) {
        self.input = input
    }

    /// Required text, trimmed, without control characters but line breaks; lengths by code point.
    package mutating func text(_ field: String, length: ClosedRange<Int> = 1...200) -> String? {
        let value = trimmed(field)
        let count = value.unicodeScalars.count
        if value.isEmpty, length.lowerBound > 0 { return reject(field, "error.required") }
        if count < length.lowerBound { return reject(field, "error.too_short", ["count": "\(length.lowerBound)"]) }
        if count > length.upperBound { return reject(field, "error.too_long", ["count": "\(length.upperBound)"]) }
        if value.unicodeScalars.contains(where: {
            $0.value < 32 && $0 != "\n" && $0 != "\r" && $0 != "\t" || $0.value == 127
        }) {
            return reject(field, "error.control_characters")
        }
        return value
    }

    /// Text that may be left out: `.some(nil)` when nothing was typed, nil when it was refused.
    package mutating func optionalText(_ field: String, atMost length: Int = 200) -> String?? {
        guard let value = text(field, length: 0...length) else { return .none }
        return .some(value.isEmpty ? nil : value)
    }

    package mutating func integer(_ field: String, in range: ClosedRange<Int>) -> Int? {
        let value = trimmed(field)
        if value.isEmpty { return reject(field, "error.required") }
        guard let number = Int(value) else { return reject(field, "error.whole_number") }
        guard range.contains(number) else {
            return reject(field, "error.range", ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
        }
        return number
    }

    package mutating func choice<Choice: RawRepresentable<String>>(_ field: String, of: Choice.Type) -> Choice? {
        let value = trimmed(field)
        if value.isEmpty { return reject(field, "error.required") }
        guard let choice = Choice(rawValue: value) else { return reject(field, "error.choice") }
        return choice
    }

    /// A checkbox: present and not "0", "false" or "off" means on.
    package func flag(_ field: String) -> Bool {
        guard let value = input[field] else { return false }
        return !["", "0", "false", "off"].contains(value)
    }

    /// What a model's own parser makes of the field's trimmed text, or its complaint.
    package mutating func parse<Value>(_ field: String, _ parser: (String) throws(Complaint.Refusal) -> Value) -> Value?
    {
        let value = trimmed(field)
        if value.isEmpty { return reject(field, "error.required") }
        do { return try parser(value) } catch {
            errors.add(error.complaint, to: field)
            return nil
        }
    }

    /// A rule that spans fields; judged only when the fields it spans could be read.
    package mutating func require(_ field: String, _ complaint: Complaint, _ rule: () -> Bool?) {
        if rule() == false { errors.add(complaint, to: field) }
    }

    package mutating func complain(_ field: String, _ complaint: Complaint) {
        errors.add(complaint, to: field)
    }

    /// The values, all of them, or the complaints, all of them.
    package func values<each Value>(_ value: repeat (each Value)?) throws(FieldErrors) -> (repeat each Value) {
        guard errors.isEmpty else { throw errors }
        return (repeat try unwrap(each value))
    }

    private func unwrap<Value>(_ value: Value?) throws(FieldErrors) -> Value {
        guard let value else { throw FieldErrors("", Complaint("error.invalid")) }
        return value
    }

    private func trimmed(_ field: String) -> String {
        (input[field] ?? "").trimmed
    }

    private mutating func reject<Value>(_ field: String, _ key: String, _ arguments: [String: String] = [:]) -> Value? {
        errors.add(Complaint(key, arguments), to: field)
        return nil
    }
}

extension Complaint {
    /// Thrown by a parser of one value; the reader ties it to the field.
    package struct Refusal: Error, Sendable, Equatable {
        package let complaint: Complaint

        package init(_ key: String, _ arguments: [String: String] = [:]) {
            complaint = Complaint(key, arguments)
        }
    }
}

extension String {
    /// Without white space at both ends.
    package var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
