/// The page as it grows: bytes, escaped where they come from a value.
struct Output: ~Copyable {
    private(set) var count = 0
    private var capacity: Int
    private var base: UnsafeMutablePointer<UInt8>

    init(capacity: Int = 256) {
        self.capacity = capacity
        base = .allocate(capacity: capacity + Output.lane)
    }

    /// How many bytes are looked at together; the buffer is this much longer than it says.
    private static let lane = 8

    deinit { base.deallocate() }

    var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// Room for `more` bytes after those that are there.
    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let wider = max(capacity * 2, count + more)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: wider + Output.lane)
        moved.initialize(from: base, count: count)
        base.deallocate()
        (base, capacity) = (moved, wider)
    }

    @inline(__always)
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress else { return }
        reserve(text.count)
        (base + count).update(from: start, count: text.count)
        count += text.count
    }

    mutating func append(_ text: String) {
        if let size = text.utf8.withContiguousStorageIfAvailable({ put($0) }) {
            count += size
            return
        }
        for byte in text.utf8 {
            reserve(1)
            base[count] = byte
            count += 1
        }
    }

    mutating func append(_ number: Int) {
        guard number >= 0 else {
            append(String(number))
            return
        }
        reserve(20)
        var length = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            length += 1
        }
        rest = number
        var place = count + length
        repeat {
            place -= 1
            base[place] = 48 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while place > count
        count += length
    }

    /// Copies without counting; the caller counts.
    @inline(__always)
    private mutating func put(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        guard let start = text.baseAddress else { return 0 }
        reserve(text.count)
        (base + count).update(from: start, count: text.count)
        return text.count
    }

    /// One bit per byte below 64: `"`, `&`, `'`, `<`, `>`.
    private static let signs: UInt64 = 1 << 34 | 1 << 38 | 1 << 39 | 1 << 60 | 1 << 62

    @inline(__always)
    private static func isSign(_ byte: UInt8) -> Bool { byte < 64 && (signs &>> UInt64(byte)) & 1 == 1 }

    /// Whether one of eight bytes may be a sign: `&` and `'`, and `<` and `>`, differ in one bit.
    @inline(__always)
    private static func hasSign(_ bytes: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = bytes ^ (ones &* 0x22)
        let ampersands = (bytes | ones) ^ (ones &* 0x27)
        let angles = (bytes | (ones &* 2)) ^ (ones &* 0x3E)
        let found = ((quotes &- ones) & ~quotes) | ((ampersands &- ones) & ~ampersands) | ((angles &- ones) & ~angles)
        return found & (ones &* 0x80) != 0
    }

    /// Copies all of the text and then looks for signs in the copy: most values have none.
    mutating func escape(_ text: String) {
        let start = count
        append(text)
        var place = start
        UnsafeMutableRawPointer(base + count).storeBytes(of: 0, as: UInt64.self)
        while place < count {
            if Output.hasSign(UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self)) {
                let end = min(place + Output.lane, count)
                while place < end {
                    if Output.isSign(base[place]) {
                        rewrite(from: place)
                        return
                    }
                    place += 1
                }
            } else {
                place += Output.lane
            }
        }
    }

    /// Writes again what stands from `first` on, with its signs as entities.
    @inline(never)
    private mutating func rewrite(from first: Int) {
        let rest = Array(UnsafeBufferPointer(start: base + first, count: count - first))
        count = first
        rest.withUnsafeBufferPointer { rest in
            var start = 0
            for place in 0..<rest.count where Output.isSign(rest[place]) {
                append(UnsafeBufferPointer(rebasing: rest[start..<place]))
                Output.entity(rest[place]).withUTF8Buffer { append($0) }
                start = place + 1
            }
            append(UnsafeBufferPointer(rebasing: rest[start...]))
        }
    }

    private static func entity(_ sign: UInt8) -> StaticString {
        switch sign {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&#34;"
        default: "&#39;"
        }
    }

    /// The text written since `start`, which stays written.
    func string(from start: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: base + start, count: count - start), as: UTF8.self)
    }

    mutating func cut(to count: Int) { self.count = min(self.count, count) }
}
