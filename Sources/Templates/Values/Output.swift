/// The page as it grows: bytes, escaped where they come from a value.
struct Output {
    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }

    mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }

    @inline(__always)
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: text) }

    @inline(__always)
    mutating func append(_ text: ArraySlice<UInt8>) { bytes.append(contentsOf: text) }

    mutating func append(_ text: String) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { bytes.append(contentsOf: $0) }
        if done == nil { bytes.append(contentsOf: Array(text.utf8)) }
    }

    mutating func append(_ number: Int) {
        guard number >= 0 else {
            append(String(number))
            return
        }
        guard number >= 10 else {
            bytes.append(48 &+ UInt8(truncatingIfNeeded: number))
            return
        }
        let start = bytes.count
        var rest = number
        while rest > 0 {
            bytes.append(48 &+ UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        bytes[start...].reverse()
    }

    mutating func escape(_ text: String) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { escape($0) }
        if done == nil { Array(text.utf8).withUnsafeBufferPointer { escape($0) } }
    }

    /// One bit per byte below 64: `"`, `&`, `'`, `<`, `>`.
    private static let signs: UInt64 = 1 << 34 | 1 << 38 | 1 << 39 | 1 << 60 | 1 << 62

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for place in 0..<text.count {
            let byte = text[place]
            guard byte < 64, (Output.signs &>> UInt64(byte)) & 1 == 1 else { continue }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<place]))
            start = place + 1
            let entity: StaticString =
                switch byte {
                case UInt8(ascii: "&"): "&amp;"
                case UInt8(ascii: "<"): "&lt;"
                case UInt8(ascii: ">"): "&gt;"
                case UInt8(ascii: "\""): "&#34;"
                default: "&#39;"
                }
            entity.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    /// The text written since `start`, which stays written.
    func string(from start: Int) -> String { String(decoding: bytes[start...], as: UTF8.self) }

    mutating func cut(to count: Int) {
        if count < bytes.count { bytes.removeSubrange(count...) }
    }
}
