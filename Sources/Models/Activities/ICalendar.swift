/// Something that stands in a calendar at a time.
package struct CalendarEvent: Sendable, Equatable {
    /// The same for as long as it is the same thing, whatever is changed of it.
    package let id: String
    package let summary: String
    package let description: String
    /// Where it is in Takt.
    package let address: String
    package let begin: Instant
    package let minutes: Int
    package let changedAt: Instant
    /// Counts changes.
    package let version: Int
    /// It does not take place.
    package let isCancelled: Bool

    package init(
        id: String, summary: String, description: String, address: String, begin: Instant, minutes: Int,
        changedAt: Instant, version: Int, isCancelled: Bool
    ) {
        self.id = id
        self.summary = summary
        self.description = description
        self.address = address
        self.begin = begin
        self.minutes = minutes
        self.changedAt = changedAt
        self.version = version
        self.isCancelled = isCancelled
    }
}

/// Events as calendars read them (RFC 5545).
package enum ICalendar {
    package static func text(_ name: String, _ events: [CalendarEvent]) -> String {
        let head = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Takt//Activities//EN", "CALSCALE:GREGORIAN",
            "NAME:\(escaped(name))", "X-WR-CALNAME:\(escaped(name))", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
        ]
        let lines = head + events.flatMap(lines) + ["END:VCALENDAR"]
        return lines.map { folded($0) + "\r\n" }.joined()
    }

    private static func lines(_ event: CalendarEvent) -> [String] {
        [
            "BEGIN:VEVENT", "UID:\(event.id)@takt", "DTSTAMP:\(stamp(event.changedAt))",
            "LAST-MODIFIED:\(stamp(event.changedAt))", "SEQUENCE:\(max(0, event.version - 1))",
            "DTSTART:\(stamp(event.begin))", "DURATION:PT\(event.minutes)M", "SUMMARY:\(escaped(event.summary))",
        ] + (event.description.isEmpty ? [] : ["DESCRIPTION:\(escaped(event.description))"]) + [
            "URL:\(event.address)", "STATUS:\(event.isCancelled ? "CANCELLED" : "CONFIRMED")", "TRANSP:OPAQUE",
            "END:VEVENT",
        ]
    }

    /// `20261123T080000Z`
    static func stamp(_ instant: Instant) -> String {
        let local = LocalTime(second: Int(instant.second))
        return String("\(local.date)T\(local.clock)Z".filter { $0 != "-" && $0 != ":" })
    }

    /// What a text means in a line: no sign of it ends the value or the line.
    static func escaped(_ text: String) -> String {
        var result = ""
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": result += "\\\(scalar)"
            case "\r": result += "\\n"
            case "\n": if !isAfterReturn { result += "\\n" }
            case "\u{85}", "\u{2028}", "\u{2029}": result += "\\n"
            case _ where scalar.value < 32 && scalar != "\t" || scalar.value == 127: break
            default: result.unicodeScalars.append(scalar)
            }
            isAfterReturn = scalar == "\r"
        }
        return result
    }

    /// Lines of at most 75 octets: a longer one goes on after a line break and a blank, between two characters.
    static func folded(_ line: String) -> String {
        var result = ""
        var length = 0
        for character in line.unicodeScalars {
            let size = String(character).utf8.count
            if length + size > 75 {
                result += "\r\n "
                length = 1
            }
            result.unicodeScalars.append(character)
            length += size
        }
        return result
    }
}
