/// One struct, list or single value being encoded.
final class EncodingNode: Encoder {
    /// What has been encoded so far. Behind a pointer that only the node and its containers know, since
    /// checking every access of a class's properties would cost more than encoding a field.
    struct State {
        var values: [Value] = []
        /// The names of a struct, once they differ from the shape its type had last time.
        var keys: [String] = []
        var shape: Shape?
        /// Those of the shape.
        var names = UnsafeBufferPointer<String>(start: nil, count: 0)
        var keysType: ObjectIdentifier?
        var isUnordered = false
        var isList = false
        var single: Value?
        var children: [(place: Int, node: EncodingNode)] = []
    }

    let encoding: Encoding
    let state: UnsafeMutablePointer<State>

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ encoding: Encoding) {
        self.encoding = encoding
        state = .allocate(capacity: 1)
        state.initialize(to: State())
    }

    deinit {
        state.deinitialize(count: 1)
        state.deallocate()
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if state.pointee.keysType == nil { begin(ObjectIdentifier(type), type) }
        return KeyedEncodingContainer(KeyedValues<Key>(node: self))
    }

    private func begin(_ id: ObjectIdentifier, _ type: any CodingKey.Type) {
        let shape = encoding.shape(of: id)
        state.pointee.keysType = id
        state.pointee.shape = shape
        if let shape {
            state.pointee.names = shape.names
            state.pointee.values.reserveCapacity(shape.keys.count)
        } else {
            state.pointee.isUnordered = encoding.isUnordered(type)
        }
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        state.pointee.isList = true
        return ListedValues(node: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleValue(node: self) }

    @inline(__always)
    func add(_ value: Value, for key: String) {
        let place = state.pointee.values.count
        if place < state.pointee.names.count, state.pointee.names[place] == key {
            state.pointee.values.append(value)
        } else {
            addDiffering(value, for: key)
        }
    }

    @inline(never)
    private func addDiffering(_ value: Value, for key: String) {
        if let shape = state.pointee.shape {
            state.pointee.keys = Array(shape.keys.prefix(state.pointee.values.count))
            state.pointee.shape = nil
            state.pointee.names = UnsafeBufferPointer(start: nil, count: 0)
        }
        state.pointee.keys.append(key)
        state.pointee.values.append(value)
    }

    func add(_ value: Value) { state.pointee.values.append(value) }

    func set(_ value: Value) { state.pointee.single = value }

    /// A container inside this one, whose value is known only at the end.
    func child() -> EncodingNode {
        let node = EncodingNode(encoding)
        state.pointee.children.append((state.pointee.values.count, node))
        return node
    }

    var count: Int { state.pointee.values.count }

    /// What was encoded. Ends the node: its values are handed over, not copied.
    func value() -> Value {
        for (place, node) in state.pointee.children where place < count { state.pointee.values[place] = node.value() }
        if let single = state.pointee.single { return single }
        var values: [Value] = []
        swap(&values, &state.pointee.values)
        if state.pointee.isList { return .list(values) }
        if let shape = state.pointee.shape, shape.keys.count == values.count {
            return .record(Record(shape: shape, values: values))
        }
        return .record(differing(values))
    }

    private func differing(_ values: [Value]) -> Record {
        let keys = state.pointee.shape.map { Array($0.keys.prefix(values.count)) } ?? state.pointee.keys
        if state.pointee.isUnordered {
            return Record(zip(keys, values).sorted { $0.0.precedesByCodePoint($1.0) }.map { ($0.0, $0.1) })
        }
        guard Set(keys).count == keys.count else { return Record(Array(zip(keys, values))) }
        let made = Shape(keys)
        if let id = state.pointee.keysType { encoding.remember(made, of: id) }
        return Record(shape: made, values: values)
    }
}
