import Forms
package import HTTP

/// What a JSON value may be: the part of JSON Schema that Takt speaks. One value describes a body to readers,
/// checks what is sent, and checks in tests what is answered.
package struct Schema: Sendable {
    package indirect enum Kind: Sendable {
        /// `pattern` is a regular expression for readers; the decoder behind it judges.
        case string(length: ClosedRange<Int>?, pattern: String?, format: String?)
        case choice([String])
        case integer(ClosedRange<Int>?)
        case boolean
        case list(Schema, most: Int?)
        /// Names are the numbers of groups or statuses.
        case numbered(Schema)
        case object([Member])
    }

    package struct Member: Sendable {
        package let name: String
        package let schema: Schema
        package let isRequired: Bool

        package init(_ name: String, _ schema: Schema, isRequired: Bool = true) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }
    }

    package var kind: Kind
    package var isNullable = false
    /// One sentence for readers.
    package var text = ""

    package init(_ kind: Kind, _ text: String = "") {
        self.kind = kind
        self.text = text
    }

    package static func text(_ length: ClosedRange<Int>? = nil, pattern: String? = nil, _ text: String = "") -> Schema {
        Schema(.string(length: length, pattern: pattern, format: nil), text)
    }

    package static func whole(_ range: ClosedRange<Int>? = nil, _ text: String = "") -> Schema {
        Schema(.integer(range), text)
    }

    package static func choice<Word: RawRepresentable<String> & CaseIterable>(
        _: Word.Type, _ text: String = ""
    ) -> Schema {
        Schema(.choice(Word.allCases.map(\.rawValue)), text)
    }

    package static let instant = Schema(.string(length: nil, pattern: nil, format: "date-time"))
    package static let date = Schema(.string(length: nil, pattern: nil, format: "date"))

    package var orNull: Schema {
        var copy = self
        copy.isNullable = true
        return copy
    }

    package func saying(_ text: String) -> Schema {
        var copy = self
        copy.text = text
        return copy
    }
}

extension Schema {
    /// As JSON Schema (draft 2020-12, which OpenAPI 3.1 uses).
    package var document: JSON {
        var members: [JSON.Member] = []
        func add(_ name: String, _ value: JSON) { members.append(JSON.Member(name, value)) }
        func type(_ name: String) { add("type", isNullable ? .array([.string(name), "null"]) : .string(name)) }
        switch kind {
        case .string(let length, let pattern, let format):
            type("string")
            if let length {
                add("minLength", JSON(length.lowerBound))
                add("maxLength", JSON(length.upperBound))
            }
            if let pattern { add("pattern", .string(pattern)) }
            if let format { add("format", .string(format)) }
        case .choice(let words):
            type("string")
            add("enum", .array(words.map(JSON.string) + (isNullable ? [.null] : [])))
        case .integer(let range):
            type("integer")
            if let range {
                add("minimum", JSON(range.lowerBound))
                add("maximum", JSON(range.upperBound))
            }
        case .boolean: type("boolean")
        case .list(let element, let most):
            type("array")
            add("items", element.document)
            if let most { add("maxItems", JSON(most)) }
        case .numbered(let element):
            type("object")
            add("patternProperties", ["^(0|[1-9][0-9]{0,17})$": element.document])
            add("additionalProperties", false)
        case .object(let fields):
            type("object")
            add("properties", .object(fields.map { JSON.Member($0.name, $0.schema.document) }))
            let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
            if !required.isEmpty { add("required", .array(required)) }
            add("additionalProperties", false)
        }
        if !text.isEmpty { add("description", .string(text)) }
        return .object(members)
    }
}
