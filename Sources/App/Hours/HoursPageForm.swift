import Forms
import Web

extension HoursPage {
    static let dayKeys = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// The form as typed; rows are those whose names occur.
    init(
        path: String, tabs: [Tab], group: String?, zone: String? = nil, isInherited: Bool, canInherit: Bool = false,
        _ input: Input, _ errors: FieldErrors = .none,
        trial: RuleTrial? = nil, conflict: Conflict? = nil, progress: Progress? = nil
    ) {
        action = path
        self.path = path
        self.tabs = tabs
        self.group = group
        self.zone = zone
        self.isInherited = isInherited
        self.canInherit = canInherit
        func windows(_ key: String) -> [Window] {
            input.group(key).keys.filter { Int($0) != nil }.map { index in
                Window(
                    opens: FormField("\(key).\(index).opens", input, errors),
                    closes: FormField("\(key).\(index).closes", input, errors), remove: "remove.\(key).\(index)")
            }
        }
        let week = Self.dayKeys.map(windows)
        let readable = week.map { $0.compactMap(Self.minutes) }
        let seconds = readable.map { $0.reduce(0) { $0 + Self.length($1) * 60 } }
        days = Self.dayKeys.enumerated().map { index, key in
            Day(key: key, weekday: index, windows: week[index], seconds: seconds[index])
        }
        self.seconds = seconds.reduce(0, +)
        picture = WeekPicture(readable)
        exceptions = input.group("exceptions").keys.filter { Int($0) != nil }.map { index in
            let key = "exceptions.\(index)"
            return ExceptionLine(
                date: FormField("\(key).date", input, errors), windows: FormField("\(key).windows", input, errors),
                remove: "remove.\(key)")
        }
        foot = RuleFoot(input, trial)
        version = input["version"] ?? "0"
        self.errors = FormErrors(errors) { field in
            let parts = field.split(separator: ".").map(String.init)
            guard let first = parts.first else { return nil }
            if Self.dayKeys.contains(first) { return Complaint("weekday.\(first)") }
            guard first == "exceptions", parts.count > 1 else { return nil }
            return Complaint("hours.exception", ["date": input["exceptions.\(parts[1]).date"] ?? ""])
        }
        self.conflict = conflict
        self.progress = progress
    }

    private static func minutes(_ window: Window) -> (opens: Int, closes: Int)? {
        guard let opens = minute(window.opens.value), let closes = minute(window.closes.value), opens < 1_440 else {
            return nil
        }
        return (opens, closes)
    }

    private static func length(_ window: (opens: Int, closes: Int)) -> Int {
        window.closes > window.opens ? window.closes - window.opens : window.closes - window.opens + 1_440
    }

    /// `9:05` in minutes, up to `24:00`.
    private static func minute(_ text: String) -> Int? {
        let parts = text.trimmed.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]),
            (0...24).contains(hours), (0...59).contains(minutes), hours * 60 + minutes <= 1_440
        else { return nil }
        return hours * 60 + minutes
    }
}

extension HoursPage {
    static let examples = [
        HoursPage(
            path: path, tabs: tabs(nil), group: nil, isInherited: false, canInherit: true, office,
            trial: RuleTrial(orders: 0, moves: [])),
        HoursPage(path: path, tabs: tabs(nil), group: nil, isInherited: true, office),
        HoursPage(
            path: "/o/a2b3c4d5e6/settings/hours", tabs: [], group: nil, zone: "Europe/Kyiv", isInherited: false, office,
            trial: .example),
        HoursPage(
            path: path, tabs: tabs("Production"), group: "Production", isInherited: true,
            Input([
                "mon.0.opens": "20:00", "mon.0.closes": "02:00", "sun.0.opens": "22:00", "sun.0.closes": "24:00",
                "version": "0",
            ]), progress: Progress(done: 120, total: 213)),
        HoursPage(
            path: path, tabs: tabs(nil), group: nil, isInherited: false,
            Input([
                "mon.0.opens": "9", "mon.0.closes": "<25:00>", "exceptions.0.date": "2026-13-01",
                "exceptions.1.date": "2026-12-31", "exceptions.1.windows": "18 till <late>",
                "version": "4",
            ]),
            FieldErrors([
                ("mon.0.opens", Complaint("error.time_of_day")), ("mon.0.closes", Complaint("error.time_of_day")),
                ("exceptions.0.date", Complaint("error.date")), ("exceptions.1.windows", Complaint("error.windows")),
            ]), conflict: .example),
    ]

    private static let path = "/p/a2b3c4d5e6/settings/hours"
    private static let office = Input([
        "mon.0.opens": "09:00", "mon.0.closes": "13:00", "mon.1.opens": "14:00", "mon.1.closes": "18:00",
        "tue.0.opens": "09:00", "tue.0.closes": "18:00", "sat.0.opens": "10:00", "sat.0.closes": "15:00",
        "exceptions.0.date": "2026-12-25", "exceptions.1.date": "2026-12-31",
        "exceptions.1.windows": "09:00–13:00", "version": "3",
    ])

    private static func tabs(_ current: String?) -> [Tab] {
        [nil, "New", "Production"].map { group in
            Tab(
                group: group, path: group.map { "\(path)/\($0)" } ?? path, isCurrent: group == current,
                isOwn: group != "New")
        }
    }
}
