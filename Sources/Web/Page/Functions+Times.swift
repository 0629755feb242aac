import Models
import Templates

extension Functions {
    var timeFunctions: [String: Function] {
        [
            // “Today 17:25”, in a <time>; “today 17:25” with `inside`, for the middle of a sentence.
            "time": { call in
                let (local, now, reader) = try moment(call)
                let seconds = call.flag("seconds") ? ":" + twoDigits(local.second) : ""
                let text = reader.language.time(local, now: now)
                return element(
                    local.iso,
                    (call.flag("inside") ? reader.language.inside(text, of: local, now: now) : text) + seconds)
            },
            // “Thu 19 Nov”, in a <time>.
            "date": { call in
                let (local, now, reader) = try moment(call)
                return element(local.isoDate, reader.language.date(local, now: now))
            },
            // “16–22 November 2026”
            "days": { call in
                let (from, _, reader) = try moment(call)
                return .string(reader.language.days(from, to: reader.local(try call.instant(1))))
            },
            // “Today”, “Tomorrow”, “Thu 19 Nov”, in a <time>.
            "day": { call in
                let (local, now, reader) = try moment(call)
                return element(local.isoDate, reader.language.day(local, now: now))
            },
            // “17:25”, in a <time>.
            "clock": { call in
                let local = try moment(call).local
                return element(local.iso, local.clock)
            },
            // “2 m ago”, in a <time>; over a day it is a time.
            "ago": { call in
                let (local, now, reader) = try moment(call)
                let passed = max(0, Int(reader.now.second - (try call.instant(0)).second))
                let text =
                    passed < 86_400
                    ? reader.language.ago(seconds: passed)
                    : reader.language.inside(reader.language.time(local, now: now), of: local, now: now)
                return element(local.iso, text)
            },
            // Without the element, for the texts of a picture.
            "plain_time": { call in
                let (local, now, reader) = try moment(call)
                return .string("\(reader.language.date(local, now: now)) \(local.clock)")
            },
            "plain_date": { call in
                let (local, now, reader) = try moment(call)
                return .string(reader.language.date(local, now: now))
            },
            // “Monday”, 0 is Monday.
            "weekday": { call in
                let language = try call.reader().language
                let day = try call.integer(0)
                return .string(call.flag("short") ? language.weekday(day) : language.weekdayName(day))
            },
        ]
    }

    private func moment(_ call: Call) throws -> (local: LocalMoment, now: LocalMoment, reader: Reader) {
        let reader = try call.reader()
        return (reader.local(try call.instant(0)), reader.local(reader.now), reader)
    }

    private func element(_ stamp: String, _ text: String) -> Value {
        .markup("<time datetime=\"\(stamp)\">\(Markup(escaping: text).html)</time>")
    }
}
