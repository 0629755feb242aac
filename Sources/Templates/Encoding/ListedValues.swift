/// The items of a list.
struct ListedValues: UnkeyedEncodingContainer {
    let node: EncodingNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    mutating func encodeNil() { node.add(.null) }
    mutating func encode(_ value: Bool) { node.add(.bool(value)) }
    mutating func encode(_ value: String) { node.add(.string(value)) }
    mutating func encode(_ value: Double) { node.add(.float(value)) }
    mutating func encode(_ value: Float) { node.add(.float(Double(value))) }
    mutating func encode(_ value: Int) { node.add(.int(value)) }
    mutating func encode(_ value: Int8) { node.add(.int(Int(value))) }
    mutating func encode(_ value: Int16) { node.add(.int(Int(value))) }
    mutating func encode(_ value: Int32) { node.add(.int(Int(value))) }
    mutating func encode(_ value: Int64) { node.add(.int(Int(value))) }
    mutating func encode(_ value: UInt) throws { node.add(try .whole(value)) }
    mutating func encode(_ value: UInt8) { node.add(.int(Int(value))) }
    mutating func encode(_ value: UInt16) { node.add(.int(Int(value))) }
    mutating func encode(_ value: UInt32) { node.add(.int(Int(value))) }
    mutating func encode(_ value: UInt64) throws { node.add(try .whole(value)) }

    mutating func encode<T: Encodable>(_ value: T) throws { node.add(try node.encoding.value(of: value)) }

    mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
        child().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { child() }

    private func child() -> EncodingNode {
        let child = node.child()
        node.add(.null)
        return child
    }
}

/// A value that is not a struct and not a list: an enum with raw values, a date, an identifier.
struct SingleValue: SingleValueEncodingContainer {
    let node: EncodingNode
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() { node.set(.null) }
    mutating func encode(_ value: Bool) { node.set(.bool(value)) }
    mutating func encode(_ value: String) { node.set(.string(value)) }
    mutating func encode(_ value: Double) { node.set(.float(value)) }
    mutating func encode(_ value: Float) { node.set(.float(Double(value))) }
    mutating func encode(_ value: Int) { node.set(.int(value)) }
    mutating func encode(_ value: Int8) { node.set(.int(Int(value))) }
    mutating func encode(_ value: Int16) { node.set(.int(Int(value))) }
    mutating func encode(_ value: Int32) { node.set(.int(Int(value))) }
    mutating func encode(_ value: Int64) { node.set(.int(Int(value))) }
    mutating func encode(_ value: UInt) throws { node.set(try .whole(value)) }
    mutating func encode(_ value: UInt8) { node.set(.int(Int(value))) }
    mutating func encode(_ value: UInt16) { node.set(.int(Int(value))) }
    mutating func encode(_ value: UInt32) { node.set(.int(Int(value))) }
    mutating func encode(_ value: UInt64) throws { node.set(try .whole(value)) }
    mutating func encode<T: Encodable>(_ value: T) throws { node.set(try node.encoding.value(of: value)) }
}
