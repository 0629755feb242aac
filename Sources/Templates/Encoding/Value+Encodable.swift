/// A page may hold values that are templates' own already.
extension Value: TemplateValue {
    package var templateValue: Value { self }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .record(let record):
            var container = encoder.container(keyedBy: Name.self)
            for (key, value) in zip(record.keys, record.values) {
                try container.encode(value, forKey: Name(stringValue: key))
            }
        case .list(let items), .tuple(let items):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(item) }
        default:
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .bool(let value): try container.encode(value)
            case .int(let value): try container.encode(value)
            case .float(let value): try container.encode(value)
            case .string(let value), .markup(let value): try container.encode(value)
            default:
                throw EncodingError.invalidValue(
                    self, .init(codingPath: [], debugDescription: "\(kindName) exists in a template only"))
            }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
