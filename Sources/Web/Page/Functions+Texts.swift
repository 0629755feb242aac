import Forms
import Models
import Templates

extension Functions {
    var textFunctions: [String: Function] {
        [
            "t": { call in try say(call.text(0), call.named, for: call.reader()) },
            "words": { call in
                guard case .record(let complaint) = try call.argument(0), case .string(let key)? = complaint["key"],
                    case .record(let arguments)? = complaint["arguments"]
                else { throw WrongCall("“words” takes a complaint, a flash or another key with arguments") }
                var named: [String: Value] = [:]
                for key in arguments.keys { named[key] = arguments[key] }
                if case .string(let group)? = named["group"] { named["group"] = try stage(group, for: call.reader()) }
                if case .string(let job)? = named["job"] {
                    named["job"] = .string(catalogue.jobName(job, in: try call.reader().language))
                }
                try write(&named, for: call.reader())
                return try say(key, named, for: call.reader())
            },
            "stage": { call in try stage(call.text(0), for: call.reader()) },
            "number": { call in .string(try call.reader().language.number(call.integer(0))) },
            "percent": { call in .string(try call.reader().language.percent(call.integer(0))) },
            "money": { call in
                let (language, minor, currency) = (try call.reader().language, try call.integer(0), try call.text(1))
                return .string(
                    call.flag("short")
                        ? language.shortMoney(minor: minor, currency: currency)
                        : language.money(minor: minor, currency: currency))
            },
            "duration": { call in
                .string(
                    try call.reader().language.duration(
                        seconds: call.integer(0), days: call.flag("days"), short: call.flag("short")))
            },
            "limit": { call in .string(hoursAndMinutes(seconds: try call.integer(0))) },
        ]
    }

    /// Adds what each language writes in its own way: `money` of `minor` and `currency`, `date` of `day`
    /// (2026-11-19), `time` of `moment`.
    private func write(_ named: inout [String: Value], for reader: Reader) throws {
        let now = reader.local(reader.now)
        if case .string(let text)? = named["minor"], let minor = Int(text),
            case .string(let currency)? = named["currency"]
        {
            named["money"] = .string(reader.language.money(minor: minor, currency: currency))
        }
        if case .string(let text)? = named["day"], let date = LocalDate(text) {
            named["date"] = .string(reader.language.date(LocalMoment(dayNumber: date.day), now: now))
        }
        if case .string(let text)? = named["moment"], let moment = Instant(text) {
            named["time"] = .string(reader.language.time(reader.local(moment), now: now))
        }
    }

    /// A status group by name: the six a project begins with are said in the reader's language.
    private func stage(_ name: String, for reader: Reader) throws -> Value {
        let key = "group.\(name.lowercased())"
        return catalogue.contains(key) ? try say(key, [:], for: reader) : .string(name)
    }

    /// A text of the catalogue. `n` chooses the plural form. Finished HTML among the arguments makes the
    /// whole finished HTML, the rest of it escaped.
    private func say(_ key: String, _ named: [String: Value], for reader: Reader) throws -> Value {
        let message = try catalogue.message(key, in: reader.language)
        var form = PluralForm.other
        if message.isPlural {
            guard let count = wholeNumber(named["n"]) else { throw WrongCall("“\(key)” needs the count “n”") }
            form = reader.language.plural(count)
        }
        let isMarkup = named.values.contains { if case .markup = $0 { true } else { false } }
        var text = ""
        for piece in message.pieces(form) {
            switch piece {
            case .text(let literal): text += isMarkup ? Markup(escaping: literal).html : literal
            case .argument(let name):
                switch named[name] {
                case .markup(let html): text += html
                case .string(let value) where name == "n" && wholeNumber(named["n"]) != nil:
                    text += reader.language.number(Int(value) ?? 0)
                case .string(let value): text += isMarkup ? Markup(escaping: value).html : value
                case .int(let value): text += reader.language.number(value)
                default: throw WrongCall("“\(key)” needs “\(name)”")
                }
            }
        }
        return isMarkup ? .markup(text) : .string(text)
    }

    private func wholeNumber(_ value: Value?) -> Int? {
        switch value {
        case .int(let number): number
        case .string(let text): Int(text)
        default: nil
        }
    }
}
