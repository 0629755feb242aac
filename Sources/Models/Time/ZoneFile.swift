/// Why the bytes are not the description of a zone.
package struct ZoneFileError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension Zone {
    /// Reads a compiled zone file (TZif, RFC 8536, version 2 or later): its table of changes, and the rule
    /// at its end for the years after the table.
    package init(name: String, file bytes: [UInt8]) throws(ZoneFileError) {
        var reader = ZoneFileReader(bytes: bytes)
        let old = try reader.header()
        guard old.version >= UInt8(ascii: "2") else { throw ZoneFileError(description: "zone file of version 1") }
        try reader.skip(old.length(timeSize: 4))
        let table = try reader.table()
        var changes = table.changes
        let last = changes.last
        if let rule = try reader.rule() {
            let year = last.map { LocalTime(second: $0.second).date.parts.year } ?? 1900
            changes += rule.changes(years: year...max(year, 2400)).filter { $0.second > (last?.second ?? Int.min) }
        }
        self.init(name: name, changes: changes, first: table.first)
    }
}

private struct ZoneFileReader {
    struct Header {
        let version: UInt8
        let utcCount: Int
        let standardCount: Int
        let leapCount: Int
        let timeCount: Int
        let typeCount: Int
        let nameLength: Int

        func length(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + nameLength + leapCount * (timeSize + 4) + standardCount
                + utcCount
        }
    }

    let bytes: [UInt8]
    var place = 0

    mutating func header() throws(ZoneFileError) -> Header {
        guard try take(4).elementsEqual("TZif".utf8) else { throw ZoneFileError(description: "not a zone file") }
        let version = try take(16)
        var counts: [Int] = []
        for _ in 0..<6 {
            let count = try integer(4)
            guard (0...20_000).contains(count) else { throw ZoneFileError(description: "absurd count in zone file") }
            counts.append(count)
        }
        return Header(
            version: version[version.startIndex], utcCount: counts[0], standardCount: counts[1], leapCount: counts[2],
            timeCount: counts[3], typeCount: counts[4], nameLength: counts[5])
    }

    mutating func table() throws(ZoneFileError) -> (first: Int, changes: [(second: Int, offset: Int)]) {
        let header = try header()
        guard header.leapCount == 0 else { throw ZoneFileError(description: "zone file that counts leap seconds") }
        guard header.typeCount > 0 else { throw ZoneFileError(description: "zone file without types") }
        var seconds: [Int] = []
        for _ in 0..<header.timeCount { seconds.append(try integer(8)) }
        let types = Array(try take(header.timeCount))
        var offsets: [Int] = []
        for _ in 0..<header.typeCount {
            let offset = try integer(4)
            guard abs(offset) <= 93_600 else { throw ZoneFileError(description: "absurd offset in zone file") }
            offsets.append(offset)
            try skip(2)
        }
        try skip(header.nameLength + header.standardCount + header.utcCount)
        guard types.allSatisfy({ $0 < offsets.count }), zip(seconds, seconds.dropFirst()).allSatisfy(<) else {
            throw ZoneFileError(description: "zone file out of order")
        }
        return (offsets[0], zip(seconds, types).map { ($0, offsets[Int($1)]) })
    }

    /// The rule between the two line feeds at the end, if there is one.
    mutating func rule() throws(ZoneFileError) -> ZoneRule? {
        guard place < bytes.count else { return nil }
        guard try take(1).first == 10, let end = bytes[place...].firstIndex(of: 10) else {
            throw ZoneFileError(description: "zone file without an end")
        }
        let text = bytes[place..<end]
        if text.isEmpty { return nil }
        guard let rule = ZoneRule(text) else {
            throw ZoneFileError(description: "unknown rule at the end of zone file")
        }
        return rule
    }

    mutating func skip(_ count: Int) throws(ZoneFileError) {
        _ = try take(count)
    }

    /// A signed big-endian number.
    private mutating func integer(_ size: Int) throws(ZoneFileError) -> Int {
        let unsigned = try take(size).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(Int64(bitPattern: unsigned << UInt64(64 - size * 8)) >> Int64(64 - size * 8))
    }

    private mutating func take(_ count: Int) throws(ZoneFileError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - place else { throw ZoneFileError(description: "zone file cut short") }
        defer { place += count }
        return bytes[place..<place + count]
    }
}
