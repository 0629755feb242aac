package import Forms

/// A moment as people type it into a form, and as programs send it.
package enum DueTime {
    /// `2026-11-23T10:00` by the clock of that zone, or a moment with its zone, `2026-11-23T10:00:00+02:00`; between 2000
    /// and 2100.
    package static func parse(_ text: String, in zone: Zone) throws(Complaint.Refusal) -> Instant {
        guard let instant = local(text, in: zone) ?? zoned(text), range.contains(instant) else {
            throw Complaint.Refusal("error.due_time")
        }
        return instant
    }

    /// As a field of the kind `datetime-local` shows it.
    package static func text(_ instant: Instant, in zone: Zone) -> String {
        let local = zone.localTime(at: instant)
        return "\(local.date)T\(local.clock.prefix(5))"
    }

    private static let range = Instant(second: 946_684_800)...Instant(second: 4_102_444_800)

    private static func local(_ text: String, in zone: Zone) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count == 16 || bytes.count == 19 && bytes[16] == UInt8(ascii: ":"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "), bytes[13] == UInt8(ascii: ":"),
            let date = LocalDate(text.prefix(10)), let hour = digits(bytes[11..<13]), hour < 24,
            let minute = digits(bytes[14..<16]), minute < 60
        else { return nil }
        if bytes.count == 19 { guard let second = digits(bytes[17...]), second < 60 else { return nil } }
        return zone.firstInstant(showing: LocalTime(date, minute: hour * 60 + minute))
    }

    private static func zoned(_ text: String) -> Instant? {
        text.utf8.count > 19 ? Instant(text)?.wholeSecond : nil
    }
}
