/// A struct's properties, as the compiler's own `encode(to:)` hands them over.
struct KeyedValues<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: EncodingNode
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil(forKey key: Key) { node.add(.null, for: key.stringValue) }

    mutating func encode(_ value: Bool, forKey key: Key) { node.add(.bool(value), for: key.stringValue) }
    mutating func encode(_ value: String, forKey key: Key) { node.add(.string(value), for: key.stringValue) }
    mutating func encode(_ value: Double, forKey key: Key) { node.add(.float(value), for: key.stringValue) }
    mutating func encode(_ value: Float, forKey key: Key) { node.add(.float(Double(value)), for: key.stringValue) }
    mutating func encode(_ value: Int, forKey key: Key) { node.add(.int(value), for: key.stringValue) }
    mutating func encode(_ value: Int8, forKey key: Key) { node.add(.int(Int(value)), for: key.stringValue) }
    mutating func encode(_ value: Int16, forKey key: Key) { node.add(.int(Int(value)), for: key.stringValue) }
    mutating func encode(_ value: Int32, forKey key: Key) { node.add(.int(Int(value)), for: key.stringValue) }
    mutating func encode(_ value: Int64, forKey key: Key) { node.add(.int(Int(value)), for: key.stringValue) }
    mutating func encode(_ value: UInt, forKey key: Key) throws { node.add(try .whole(value), for: key.stringValue) }
    mutating func encode(_ value: UInt8, forKey key: Key) { node.add(.int(Int(value)), for: key.stringValue) }
    mutating func encode(_ value: UInt16, forKey key: Key) { node.add(.int(Int(value)), for: key.stringValue) }
    mutating func encode(_ value: UInt32, forKey key: Key) { node.add(.int(Int(value)), for: key.stringValue) }
    mutating func encode(_ value: UInt64, forKey key: Key) throws { node.add(try .whole(value), for: key.stringValue) }

    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        node.add(try node.encoding.value(of: value), for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) {
        node.add(value.map { .bool($0) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: String?, forKey key: Key) {
        node.add(value.map { .string($0) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: Double?, forKey key: Key) {
        node.add(value.map { .float($0) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: Float?, forKey key: Key) {
        node.add(value.map { .float(Double($0)) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) {
        node.add(value.map { .int($0) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) {
        node.add(value.map { .int(Int($0)) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) {
        node.add(value.map { .int(Int($0)) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) {
        node.add(value.map { .int(Int($0)) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) {
        node.add(value.map { .int(Int($0)) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws {
        node.add(try value.map { try .whole($0) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) {
        node.add(value.map { .int(Int($0)) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) {
        node.add(value.map { .int(Int($0)) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) {
        node.add(value.map { .int(Int($0)) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws {
        node.add(try value.map { try .whole($0) } ?? .null, for: key.stringValue)
    }

    mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
        node.add(try value.map { try node.encoding.value(of: $0) } ?? .null, for: key.stringValue)
    }

    mutating func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Inner> {
        child(key).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        child(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { child(nil) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { child(key) }

    private func child(_ key: Key?) -> EncodingNode {
        let child = node.child()
        node.add(.null, for: key?.stringValue ?? "super")
        return child
    }
}

extension Value {
    static func whole(_ value: some BinaryInteger) throws -> Value {
        guard let number = Int(exactly: value) else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "the number is too large"))
        }
        return .int(number)
    }
}
