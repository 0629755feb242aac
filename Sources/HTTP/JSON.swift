/// A JSON value as it stood in the text: objects keep their order, numbers their digits (an amount of
/// 0.10 must not become 0.1 or 0.1000000000000000055).
package enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: JSON

        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The member of that name; nil for a missing one and for anything but an object.
    package subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package subscript(_ position: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(position) else { return nil }
        return elements[position]
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }

    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// A whole number that fits; nil for `1.0`, `1e3` and strings of digits.
    package var int: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }

    package var double: Double? { if case .number(let digits) = self { Double(digits) } else { nil } }

    /// The digits as sent, of a number only.
    package var digits: String? { if case .number(let digits) = self { digits } else { nil } }

    package var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }

    package var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    package var isNull: Bool { self == .null }

    var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number("\(value)") }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }

    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }

    package init(_ value: Int) { self = .number("\(value)") }
    package init(_ value: String) { self = .string(value) }
}
