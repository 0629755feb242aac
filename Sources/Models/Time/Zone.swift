/// The local clock of a place (an IANA zone): how far it was, is and will be from UTC, to the second.
///
/// The table reaches to the year 2400; after that the last offset stays.
package struct Zone: Sendable, Hashable {
    /// The IANA name: `Europe/Kyiv`.
    package let name: String
    /// `offsets[i]` seconds east of UTC hold from second `since[i]`; the first holds since ever.
    let since: [Int]
    let offsets: [Int]

    package static let utc = Zone(name: "UTC", changes: [], first: 0)

    init(name: String, changes: [(second: Int, offset: Int)], first: Int) {
        var since = [Int.min]
        var offsets = [first]
        for change in changes where change.offset != offsets[offsets.count - 1] {
            since.append(change.second)
            offsets.append(change.offset)
        }
        self.name = name
        self.since = since
        self.offsets = offsets
    }

    /// Seconds east of UTC.
    package func offset(at instant: Instant) -> Int {
        offsets[stretch(of: Int(instant.second))]
    }

    package func localTime(at instant: Instant) -> LocalTime {
        LocalTime(second: Int(instant.second) + offset(at: instant))
    }

    /// The first instant at which the clock shows that time or a later one: a time that is skipped is
    /// the instant of the skip, a time that is shown twice is its first showing.
    package func firstInstant(showing time: LocalTime) -> Instant {
        var stretch = 0
        return Instant(second: Int64(firstSecond(showing: time.second, &stretch)))
    }

    /// The same in seconds, for callers that walk forward in time: `stretch` keeps the place.
    func firstSecond(showing local: Int, _ stretch: inout Int) -> Int {
        // No clock is or was more than a day and two hours from UTC.
        let early = local - 93_600
        if since[stretch] > early { stretch = self.stretch(of: early) }
        while stretch + 1 < since.count, since[stretch + 1] <= early { stretch += 1 }
        var index = stretch
        while index + 1 < since.count, local - offsets[index] >= since[index + 1] { index += 1 }
        return max(since[index], local - offsets[index])
    }

    /// The index of the stretch of constant offset in which the second lies.
    private func stretch(of second: Int) -> Int {
        var low = 0
        var high = since.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if since[middle] <= second { low = middle } else { high = middle }
        }
        return low
    }
}

/// Finds a zone by its IANA name. The files lie outside the models, so the program hands in a way to read them.
package typealias ZoneSource = @Sendable (_ name: String) throws -> Zone

extension Zone {
    /// Whether the text can be the name of a zone at all, and no path out of the folder of zones.
    package static func isName(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...64).contains(bytes.count), let first = bytes.first, (65...90).contains(first) else { return false }
        return bytes.allSatisfy { byte in
            (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
                || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "/")].contains(byte)
        }
    }
}
