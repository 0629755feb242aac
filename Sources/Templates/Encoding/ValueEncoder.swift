extension Value {
    /// A page's value as templates see it: a struct is a record with the names of its properties, a missing
    /// optional is none.
    package init(encoding value: some Encodable) throws {
        self = try Encoding().value(of: value)
    }
}

/// What one encoding remembers: the shapes of the types it has met, and how to treat types.
final class Encoding {
    enum Treatment {
        case asItself
        case asTemplateValue
        case texts
    }

    private var shapes: [ObjectIdentifier: Shape] = [:]
    private var treatments: [ObjectIdentifier: Treatment] = [:]
    private var unordered: Set<ObjectIdentifier> = []
    private(set) var depth = 0

    private static let depthLimit = 60

    func value<T: Encodable>(of value: T) throws -> Value {
        switch treatment(of: T.self, value) {
        case .asTemplateValue:
            if let value = value as? any TemplateValue { return value.templateValue }
        case .texts:
            if let texts = value as? [String] { return .list(texts.map { .string($0) }) }
        case .asItself: break
        }
        depth += 1
        defer { depth -= 1 }
        guard depth < Encoding.depthLimit else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "the value is too deep"))
        }
        let node = EncodingNode(self)
        try value.encode(to: node)
        return node.value()
    }

    private func treatment<T>(of type: T.Type, _ value: T) -> Treatment {
        let id = ObjectIdentifier(type)
        if let known = treatments[id] { return known }
        let treatment: Treatment =
            value is any TemplateValue ? .asTemplateValue : type == [String].self ? .texts : .asItself
        treatments[id] = treatment
        return treatment
    }

    func shape(of keys: ObjectIdentifier) -> Shape? { shapes[keys] }

    func remember(_ shape: Shape, of keys: ObjectIdentifier) { shapes[keys] = shape }

    /// Swift's dictionaries have no order; theirs is made by name, so that a page is the same every time.
    func isUnordered(_ keys: any CodingKey.Type) -> Bool {
        String(describing: keys) == "_DictionaryCodingKey"
    }
}
