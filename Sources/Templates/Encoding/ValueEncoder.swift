extension Value {
    /// A page's value as templates see it: a struct is a record with the names of its properties, a missing
    /// optional is none.
    package init(encoding value: some Encodable) throws {
        self = try Encoding().value(of: value)
    }
}

/// What one encoding remembers: the shapes of the types it has met, and how to treat types.
final class Encoding {
    // A page has a dozen types: walking over them beats hashing.
    private var shapes: [(keys: ObjectIdentifier, shape: Shape)] = []
    private var treatments: [(type: ObjectIdentifier, isTemplateValue: Bool)] = []
    private var depth = 0

    private static let depthLimit = 60

    func value<T: Encodable>(of value: T) throws -> Value {
        if T.self == String.self { return .string(unsafeBitCast(value, to: String.self)) }
        if T.self == [String].self { return .list(unsafeBitCast(value, to: [String].self).map { .string($0) }) }
        if isTemplateValue(T.self), let value = value as? any TemplateValue { return value.templateValue }
        depth += 1
        defer { depth -= 1 }
        guard depth < Encoding.depthLimit else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "the value is too deep"))
        }
        let node = EncodingNode(self)
        try value.encode(to: node)
        return node.value()
    }

    private func isTemplateValue<T>(_ type: T.Type) -> Bool {
        let id = ObjectIdentifier(type)
        if let known = treatments.first(where: { $0.type == id }) { return known.isTemplateValue }
        let isTemplateValue = type is any TemplateValue.Type
        treatments.append((id, isTemplateValue))
        return isTemplateValue
    }

    func shape(of keys: ObjectIdentifier) -> Shape? { shapes.first { $0.keys == keys }?.shape }

    func remember(_ shape: Shape, of keys: ObjectIdentifier) {
        if let place = shapes.firstIndex(where: { $0.keys == keys }) {
            shapes[place].shape = shape
        } else {
            shapes.append((keys, shape))
        }
    }

    /// Swift's dictionaries have no order; theirs is made by name, so that a page is the same every time.
    func isUnordered(_ keys: any CodingKey.Type) -> Bool {
        String(describing: keys) == "_DictionaryCodingKey"
    }
}
