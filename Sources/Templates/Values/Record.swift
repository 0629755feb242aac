import Synchronization

/// Values by name, in the order they were written.
package final class Record: Sendable {
    let shape: Shape
    package let values: [Value]

    init(shape: Shape, values: [Value]) {
        self.shape = shape
        self.values = values
    }

    /// A name given twice keeps its first place and its last value.
    package convenience init(_ pairs: [(String, Value)]) {
        var keys: [String] = []
        var values: [Value] = []
        var places: [String: Int] = [:]
        keys.reserveCapacity(pairs.count)
        values.reserveCapacity(pairs.count)
        for (key, value) in pairs {
            if let place = places[key] {
                values[place] = value
            } else {
                places[key] = keys.count
                keys.append(key)
                values.append(value)
            }
        }
        self.init(shape: Shape(keys), values: values)
    }

    package var keys: [String] { shape.keys }

    package subscript(key: String) -> Value? {
        shape.position(of: key).map { values[$0] }
    }

    /// This record with those of `other` added; where both have a name, `other` wins.
    package func merging(_ other: Record) -> Record {
        Record(Array(zip(keys, values)) + Array(zip(other.keys, other.values)))
    }
}

/// The names of a record. Records made from one type share one shape, so that a template looks a
/// name up once per type and not once per row.
///
/// Not checked for sharing only because of the pointer to its names, which nobody writes after `init`.
final class Shape: @unchecked Sendable {
    private static let ids = Atomic<Int>(1)
    /// Up to this many names a walk over them beats hashing.
    private static let small = 12

    let keys: [String]
    /// Never used twice, unlike an address, so a remembered position cannot belong to another shape.
    let id: Int
    /// The names once more, where an encoder compares them without counting references.
    let names: UnsafeBufferPointer<String>
    private let places: [String: Int]?

    init(_ keys: [String]) {
        self.keys = keys
        let names = UnsafeMutableBufferPointer<String>.allocate(capacity: keys.count)
        _ = names.initialize(from: keys)
        self.names = UnsafeBufferPointer(names)
        id = Shape.ids.add(1, ordering: .relaxed).newValue
        places =
            keys.count > Shape.small
            ? Dictionary(zip(keys, keys.indices), uniquingKeysWith: { first, _ in first }) : nil
    }

    deinit {
        UnsafeMutableBufferPointer(mutating: names).deinitialize()
        names.deallocate()
    }

    func position(of key: String) -> Int? {
        if let places { places[key] } else { keys.firstIndex(of: key) }
    }
}
