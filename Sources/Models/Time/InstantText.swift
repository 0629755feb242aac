extension Instant: CustomStringConvertible {
    /// Reads `2026-03-29T00:59:58.000000Z`, `2026-03-29T02:59:58+02:00` and `2026-03-29 00:59:58`; without
    /// a zone it is UTC. A fraction is kept to the microsecond. Nil for anything else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (19...40).contains(bytes.count), let date = LocalDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]), let second = digits(bytes[17..<19]),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = bytes[19...]
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            let figures = rest.dropFirst().prefix { (48...57).contains($0) }
            guard !figures.isEmpty else { return nil }
            let micros = (Array(figures) + Array(repeating: UInt8(ascii: "0"), count: 6)).prefix(6)
            fraction = digits(micros) ?? 0
            rest = rest.dropFirst(1 + figures.count)
        }
        guard let offset = Instant.offset(rest) else { return nil }
        let seconds = date.day * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
    }

    /// Seconds east of UTC: nothing or `Z`, `+02:00`, `+0200`, `+02`.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        if bytes.isEmpty || bytes.elementsEqual("Z".utf8) || bytes.elementsEqual("z".utf8) { return 0 }
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let figures = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard figures.count == 2 || figures.count == 4, let hours = digits(figures.prefix(2)), hours < 24 else {
            return nil
        }
        guard let minutes = figures.count == 2 ? 0 : digits(figures.suffix(2)), minutes < 60 else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    /// `2026-03-29T00:59:58Z`, with six figures of a fraction when there is one.
    package var description: String {
        let fraction = Int(microseconds - second * 1_000_000)
        let local = LocalTime(second: Int(second))
        return "\(local.date)T\(local.clock)" + (fraction == 0 ? "" : "." + padded(fraction, to: 6)) + "Z"
    }

    /// Rounded down to its whole second.
    package var wholeSecond: Instant {
        Instant(second: second)
    }
}

/// What a clock on the wall shows: a date and a time of day.
package struct LocalTime: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01 00:00 as the clock shows it.
    package let second: Int

    package init(second: Int) {
        self.second = second
    }

    package init(_ date: LocalDate, minute: Int = 0) {
        second = date.day * 86_400 + minute * 60
    }

    package var date: LocalDate {
        LocalDate(day: (second >= 0 ? second : second - 86_399) / 86_400)
    }

    package var secondOfDay: Int {
        second - date.day * 86_400
    }

    /// `08:59:58`
    package var clock: String {
        let second = secondOfDay
        return "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
    }

    package static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.second < right.second
    }
}
