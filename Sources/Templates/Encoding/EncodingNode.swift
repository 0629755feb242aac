/// One struct, list or single value being encoded.
final class EncodingNode: Encoder {
    let encoding: Encoding
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The names of a struct, once they differ from the shape its type had last time.
    private var keys: [String] = []
    private var shape: Shape?
    private var keysType: ObjectIdentifier?
    private var isUnordered = false
    private var values: [Value] = []
    private var isList = false
    private var single: Value?
    private var children: [(place: Int, node: EncodingNode)] = []

    init(_ encoding: Encoding) { self.encoding = encoding }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let id = ObjectIdentifier(type)
        if keysType == nil {
            keysType = id
            shape = encoding.shape(of: id)
            if let shape { values.reserveCapacity(shape.keys.count) } else { isUnordered = encoding.isUnordered(type) }
        }
        return KeyedEncodingContainer(KeyedValues<Key>(node: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        isList = true
        return ListedValues(node: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleValue(node: self) }

    @inline(__always)
    func add(_ value: Value, for key: String) {
        let place = values.count
        if let shape {
            if place < shape.keys.count, shape.keys[place] == key {
                values.append(value)
                return
            }
            keys = Array(shape.keys[..<min(place, shape.keys.count)])
            self.shape = nil
        }
        keys.append(key)
        values.append(value)
    }

    func add(_ value: Value) { values.append(value) }

    func set(_ value: Value) { single = value }

    /// A container inside this one, whose value is known only at the end.
    func child() -> EncodingNode {
        let node = EncodingNode(encoding)
        children.append((values.count, node))
        return node
    }

    var count: Int { values.count }

    func value() -> Value {
        for (place, node) in children where place < values.count { values[place] = node.value() }
        if let single { return single }
        if isList { return .list(values) }
        if let shape, shape.keys.count == values.count { return .record(Record(shape: shape, values: values)) }
        if let shape { keys = Array(shape.keys[..<values.count]) }
        if isUnordered {
            let pairs = zip(keys, values).sorted { $0.0.precedesByCodePoint($1.0) }
            return .record(Record(pairs.map { ($0.0, $0.1) }))
        }
        guard Set(keys).count == keys.count else { return .record(Record(Array(zip(keys, values)))) }
        let made = Shape(keys)
        if let keysType { encoding.remember(made, of: keysType) }
        return .record(Record(shape: made, values: values))
    }
}
