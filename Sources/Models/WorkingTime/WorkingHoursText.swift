extension WorkingHours: StoredText {
    private enum Key: String, CodingKey {
        case week, exceptions
    }

    /// `{"exceptions":{"2026-01-01":[]},"week":{"mon":[["09:00","18:00"]]}}`; a missing day is closed.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let week = try values.decode([String: [[String]]].self, forKey: .week)
        let exceptions = try values.decodeIfPresent([String: [[String]]].self, forKey: .exceptions) ?? [:]
        func windows(_ texts: [[String]]) throws -> [Window] {
            try texts.map { text in
                guard text.count == 2, let window = Window(text[0], text[1]) else {
                    throw DecodingError.dataCorrupted(
                        .init(codingPath: decoder.codingPath, debugDescription: "no window of time: \(text)"))
                }
                return window
            }
        }
        func named<Name: Hashable>(_ name: Name?, _ text: String) throws -> Name {
            guard let name else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "no such day: \(text)"))
            }
            return name
        }
        var days: [Weekday: [Window]] = [:]
        for (name, texts) in week { days[try named(Weekday(rawValue: name), name)] = try windows(texts) }
        var dates: [LocalDate: [Window]] = [:]
        for (date, texts) in exceptions { dates[try named(LocalDate(date), date)] = try windows(texts) }
        self.init(week: days, exceptions: dates)
    }

    package func encode(to encoder: any Encoder) throws {
        func texts(_ windows: [Window]) -> [[String]] { windows.map { [$0.opensText, $0.closesText] } }
        var values = encoder.container(keyedBy: Key.self)
        let days = Weekday.allCases.filter { !windows(on: $0).isEmpty }
        try values.encode(
            Dictionary(uniqueKeysWithValues: days.map { ($0.rawValue, texts(windows(on: $0))) }), forKey: .week)
        if !exceptions.isEmpty {
            try values.encode(
                Dictionary(uniqueKeysWithValues: exceptions.map { ($0.key.description, texts($0.value)) }),
                forKey: .exceptions)
        }
    }
}

extension WorkingHours.Window: CustomStringConvertible {
    /// Reads two times of day, `09:00` and `18:00`; the second may be `24:00`.
    package init?(_ opens: String, _ closes: String) {
        guard let opens = minuteOfDay(opens), let closes = minuteOfDay(closes) else { return nil }
        self.init(opens: opens, closes: closes)
    }

    package var opensText: String { timeOfDay(opens) }
    package var closesText: String { timeOfDay(closes) }

    /// `09:00–18:00`, as people write it; reads the same everywhere.
    package var description: String { "\(opensText)–\(closesText)" }
}

/// `9:05` or `09:05`, up to `24:00`, in minutes.
func minuteOfDay(_ text: some StringProtocol) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
        let hours = digits(Array(parts[0].utf8)), let minutes = digits(Array(parts[1].utf8)), minutes < 60
    else { return nil }
    let minute = hours * 60 + minutes
    return minute <= 1440 ? minute : nil
}

func timeOfDay(_ minute: Int) -> String {
    "\(padded(minute / 60)):\(padded(minute % 60))"
}
