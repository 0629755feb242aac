package import Forms

extension WorkingHours {
    /// What `preset` says when the hours of the layer above hold.
    package static let inherit = "inherit"
    /// What `preset` says when the windows of the form hold.
    package static let own = "own"
    package static let windowsPerDay = 12
    package static let mostExceptions = 400

    /// The editor's form. `preset` is one of the presets, whose week then holds, or `own` (also when it is
    /// missing): `mon.0.opens=09:00`, `mon.0.closes=18:00`, `mon.1.opens` …; a pair left empty is no window.
    /// Dates that differ are `exceptions.0.date=2026-12-25` with `exceptions.0.windows=10:00–14:00, 15:00–16:00`,
    /// nothing for a day off; a row left empty is no date.
    package init(_ input: Input) throws(FieldErrors) {
        try self.init(input, under: "")
    }

    /// The same under a name (`project.mon.0.opens`); nil when the layer above holds.
    static func part(_ input: Input, under name: String) throws(FieldErrors) -> WorkingHours? {
        let part = input.group(name)
        if part.fields.isEmpty || part["preset"] == inherit { return nil }
        return try WorkingHours(part, under: name + ".")
    }

    private init(_ input: Input, under prefix: String) throws(FieldErrors) {
        var reader = HoursReader(input: input, prefix: prefix)
        let preset = reader.preset()
        let week = preset == nil ? reader.week() : [:]
        let exceptions = reader.exceptions()
        guard reader.errors.isEmpty else { throw reader.errors }
        let days = Weekday.allCases.map { ($0, preset?.hours.windows(on: $0) ?? week[$0] ?? []) }
        self.init(week: Dictionary(uniqueKeysWithValues: days), exceptions: exceptions)
    }

    /// What the editor shows.
    package var input: Input {
        var input = Input(["preset": preset?.rawValue ?? WorkingHours.own])
        for day in Weekday.allCases {
            for (index, window) in windows(on: day).enumerated() {
                input.append("\(day.rawValue).\(index).opens", window.opensText)
                input.append("\(day.rawValue).\(index).closes", window.closesText)
            }
        }
        for (index, exception) in exceptions.sorted(by: { $0.key < $1.key }).enumerated() {
            input.append("exceptions.\(index).date", exception.key.description)
            input.append(
                "exceptions.\(index).windows", exception.value.map(\.description).joined(separator: ", "))
        }
        return input
    }
}

private struct HoursReader {
    let input: Input
    let prefix: String
    var errors = FieldErrors.none

    mutating func preset() -> WorkingHours.Preset? {
        let text = (input["preset"] ?? "").trimmed
        if text.isEmpty || text == WorkingHours.own { return nil }
        let preset = WorkingHours.Preset(rawValue: text)
        if preset == nil { complain("preset", "error.choice") }
        return preset
    }

    mutating func week() -> [Weekday: [WorkingHours.Window]] {
        var week: [Weekday: [WorkingHours.Window]] = [:]
        for day in Weekday.allCases {
            let rows = input.group(day.rawValue)
            let keys = rows.keys
            guard keys.count <= WorkingHours.windowsPerDay else {
                complain(day.rawValue, "error.too_many", ["count": "\(WorkingHours.windowsPerDay)"])
                continue
            }
            var windows: [WorkingHours.Window] = []
            for key in keys {
                let field = "\(day.rawValue).\(key)"
                guard let window = window(rows, field, key) else { continue }
                if windows.contains(where: window.overlaps) { complain("\(field).opens", "error.windows_overlap") }
                windows.append(window)
            }
            week[day] = windows
        }
        return week
    }

    private mutating func window(_ rows: Input, _ field: String, _ key: String) -> WorkingHours.Window? {
        let opens = (rows["\(key).opens"] ?? "").trimmed
        let closes = (rows["\(key).closes"] ?? "").trimmed
        if opens.isEmpty, closes.isEmpty { return nil }
        let from = time(opens, "\(field).opens", in: 0...1439)
        let to = time(closes, "\(field).closes", in: 0...1440)
        guard let from, let to else { return nil }
        return WorkingHours.Window(opens: from, closes: to)
    }

    private mutating func time(_ text: String, _ field: String, in range: ClosedRange<Int>) -> Int? {
        if text.isEmpty {
            complain(field, "error.required")
            return nil
        }
        guard let minute = minuteOfDay(text), range.contains(minute) else {
            complain(field, "error.time_of_day")
            return nil
        }
        return minute
    }

    mutating func exceptions() -> [LocalDate: [WorkingHours.Window]] {
        let rows = input.group("exceptions")
        let keys = rows.keys
        guard keys.count <= WorkingHours.mostExceptions else {
            complain("exceptions", "error.too_many", ["count": "\(WorkingHours.mostExceptions)"])
            return [:]
        }
        var dates: [LocalDate: [WorkingHours.Window]] = [:]
        for key in keys {
            let text = (rows["\(key).date"] ?? "").trimmed
            let windows = (rows["\(key).windows"] ?? "").trimmed
            if text.isEmpty, windows.isEmpty { continue }
            let field = "exceptions.\(key)"
            guard let date = LocalDate(text), (1970..<2200).contains(date.parts.year) else {
                complain("\(field).date", text.isEmpty ? "error.required" : "error.date")
                continue
            }
            if dates[date] != nil { complain("\(field).date", "error.date_twice") }
            guard let read = WorkingHours.Window.list(windows), read.count <= WorkingHours.windowsPerDay else {
                complain("\(field).windows", "error.windows")
                continue
            }
            if read.indices.contains(where: { index in read[..<index].contains(where: read[index].overlaps) }) {
                complain("\(field).windows", "error.windows_overlap")
            }
            dates[date] = read
        }
        return dates
    }

    private mutating func complain(_ field: String, _ key: String, _ arguments: [String: String] = [:]) {
        errors.add(Complaint(key, arguments), to: prefix + field)
    }
}

extension WorkingHours.Window {
    /// Windows of one date; where one ends another may begin.
    func overlaps(_ other: Self) -> Bool {
        opens < other.closesAfterMidnight && other.opens < closesAfterMidnight
    }

    /// Reads `09:00–13:00, 14:00-18:00`; nothing is no window. Nil when it is something else.
    static func list(_ text: String) -> [Self]? {
        var windows: [Self] = []
        for part in text.split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let times = part.split(omittingEmptySubsequences: false) { ["-", "–", "—"].contains($0) }
            guard times.count == 2, let window = Self(String(times[0]).trimmed, String(times[1]).trimmed) else {
                return nil
            }
            windows.append(window)
        }
        return windows
    }
}
