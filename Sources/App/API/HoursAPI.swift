import Forms
import HTTP
import Models
import Store
import Web

/// The working hours of a project and of its groups.
struct HoursAPI: Feature {
    static let project = ProjectAPIPath("/working-hours")
    static let group = ProjectAPIPath("/working-hours/{}", Int.self)

    let services: Services

    var routes: [Route] {
        let number = [(name: "group", text: "The number of a group.")]
        let heading = "Working hours"
        return [
            Route(
                .get, api: Self.project, scope: .settingsRead, EditRules.self,
                Operation(
                    "showHours", in: heading, "The project's hours",
                    "They hold for every group without hours of its own.")
            ) { try await show($0, $1, nil) },
            Route(
                .put, api: Self.project, scope: .settingsWrite, EditRules.self,
                Operation(
                    "replaceHours", in: heading, "Replace the project's hours",
                    "The orders are counted again in the background.", body: HoursResource.body,
                    bodyExample: HoursResource.bodyExample, replacesVersion: true)
            ) { try await replace($0, $1, nil) },
            Route(
                .get, api: Self.group, scope: .settingsRead, EditRules.self,
                Operation(
                    "showGroupHours", in: heading, "A group's hours", "Its own, or those it inherits from the project.",
                    captures: number)
            ) { try await show($0, $1, $2) },
            Route(
                .put, api: Self.group, scope: .settingsWrite, EditRules.self,
                Operation(
                    "replaceGroupHours", in: heading, "Give a group hours of its own",
                    "The orders are counted again in the background.", captures: number, body: HoursResource.body,
                    bodyExample: HoursResource.bodyExample, replacesVersion: true)
            ) { try await replace($0, $1, $2) },
            Route(
                .delete, api: Self.group, scope: .settingsWrite, EditRules.self,
                Operation(
                    "inheritGroupHours", in: heading, "Let a group inherit its hours",
                    "From now on the project's hours hold for it again.", captures: number, replacesVersion: true)
            ) { try await inherit($0, $1, $2) },
        ]
    }

    func show(_ scope: ProjectScope<EditRules>, _ call: ProgramCall, _ group: Int?) async throws -> Answer<
        HoursResource
    > {
        let level = try await services.hoursLevel(scope, group)
        return Answer(HoursResource(level, zone: call.zone), version: level.version)
    }

    func replace(
        _ scope: ProjectScope<EditRules>, _ call: ProgramCall, _ group: Int?
    ) async throws -> Answer<HoursResource> {
        let input = try call.input()
        return try await save(try WorkingHours(input), Applies(input), scope, call, group)
    }

    func inherit(
        _ scope: ProjectScope<EditRules>, _ call: ProgramCall, _ group: Int
    ) async throws -> Answer<HoursResource> {
        try await save(nil, .now, scope, call, group)
    }

    private func save(
        _ hours: WorkingHours?, _ applies: Applies, _ scope: ProjectScope<EditRules>, _ call: ProgramCall, _ group: Int?
    ) async throws -> Answer<HoursResource> {
        let version = try call.replacedVersion()
        let level = try await services.hoursLevel(scope, group)
        // The document is made from `level`, so that is the version it replaces, too.
        guard version.replacing(level.version) == level.version else { throw StaleVersion() }
        let now = services.outside.now()
        _ = try await services.store.saveRule(
            try level.rule(setting: hours, from: applies.holdsFrom(now)), replacing: level.version, event: .hoursSaved,
            by: scope, at: now)
        services.wakeWorkers()
        return try await show(scope, call, group)
    }
}

struct HoursResource: Resource {
    struct Window: Resource {
        let opens, closes: String

        static let fields = [
            Field<Window>("opens", \.opens, "09:00, by the clock of the project's zone."),
            Field<Window>("closes", \.closes, "18:00; up to 24:00; not later than opens: on the next day."),
        ]
        static let example = Window(opens: "09:00", closes: "18:00")
    }

    struct Exception: Resource {
        let date, windows: String

        static let fields = [
            Field<Exception>("date", \.date, "2026-12-25"),
            Field<Exception>("windows", \.windows, "10:00–14:00, 15:00–16:00; empty: a day off."),
        ]
        static let example = Exception(date: "2026-12-25", windows: "")
    }

    let projectID: PublicID
    let group: Int?
    let zone: String
    let isInherited: Bool
    let preset: String
    let week: [[Window]]
    let exceptions: [Exception]
    let ownGroups: [Int]
    let savedBy: String?
    let savedAt: Instant?

    static let fields: [Field<HoursResource>] =
        [
            Field<Self>("project_id", \.projectID, "The project."),
            Field<Self>("group", \.group, "The group; null: the project's own hours."),
            Field<Self>("zone", \.zone, "By which clock."),
            Field<Self>("inherited", \.isInherited, "The group has no hours of its own; these are the project's."),
            Field<Self>("preset", \.preset, "24-7, mon-fri-9-18, or own."),
        ]
        + Weekday.allCases.map { day in
            Field<Self>(day.rawValue, { $0.week[day.index] }, "The windows of that weekday.")
        }
        + [
            Field<Self>("exceptions", \.exceptions, "Dates whose windows replace those of the weekday."),
            Field<Self>("own_groups", \.ownGroups, "The groups that have hours of their own."),
            Field<Self>("saved_by", \.savedBy, "Who saved the hours of this project last; null: nobody yet."),
            Field<Self>("saved_at", \.savedAt, "When."),
        ]
    static let example = HoursResource(
        projectID: .example, group: nil, zone: "Europe/Kyiv", isInherited: false, preset: "mon-fri-9-18",
        week: (0..<7).map { $0 < 5 ? [.example] : [] }, exceptions: [.example], ownGroups: [3],
        savedBy: "Olena Marchenko", savedAt: .example(hours: -300))

    static let body: Schema = {
        let opens = "^([01]?[0-9]|2[0-3]):[0-5][0-9]$", closes = "^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$"
        let window = Schema(
            .object([
                Schema.Member("opens", .text(nil, pattern: opens, "09:00")),
                Schema.Member(
                    "closes", .text(nil, pattern: closes, "18:00, up to 24:00; not later than opens: on the next day.")),
            ]))
        let exception = Schema(
            .object([
                Schema.Member("date", .date.saying("From 1970 to 2199.")),
                Schema.Member(
                    "windows", .text(nil, pattern: "^[0-9:,;–— -]*$", "10:00–14:00, 15:00–16:00; left out: a day off."),
                    isRequired: false),
            ]))
        let preset = Schema(
            .choice(WorkingHours.Preset.allCases.map(\.rawValue) + [WorkingHours.own]),
            "A preset's week replaces the windows; own, which holds when it is left out: the windows.")
        let days = Weekday.allCases.map { day in
            Schema.Member(
                day.rawValue, Schema(.list(window, most: WorkingHours.windowsPerDay), "Windows that do not overlap."),
                isRequired: false)
        }
        return Schema(
            .object(
                [Schema.Member("preset", preset, isRequired: false)] + days + [
                    Schema.Member(
                        "exceptions",
                        Schema(.list(exception, most: WorkingHours.mostExceptions), "Each date once."),
                        isRequired: false),
                    Schema.Member("applies", Applies.schema, isRequired: false),
                ]))
    }()

    static let bodyExample: JSON = [
        "mon": [["opens": "09:00", "closes": "13:00"], ["opens": "14:00", "closes": "18:00"]],
        "tue": [["opens": "09:00", "closes": "18:00"]],
        "exceptions": [["date": "2026-12-25"], ["date": "2026-12-31", "windows": "09:00–13:00"]],
    ]
}

extension HoursResource {
    init(_ level: HoursLevel, zone: String) {
        let input = level.hours.input
        self.init(
            projectID: level.project, group: level.group?.number, zone: zone, isInherited: level.isInherited,
            preset: input["preset"] ?? WorkingHours.own,
            week: Weekday.allCases.map { day in
                let rows = input.group(day.rawValue)
                return rows.keys.map { Window(opens: rows["\($0).opens"] ?? "", closes: rows["\($0).closes"] ?? "") }
            },
            exceptions: input.group("exceptions").keys.map { key in
                Exception(
                    date: input["exceptions.\(key).date"] ?? "", windows: input["exceptions.\(key).windows"] ?? "")
            },
            ownGroups: level.saved.groups.keys.sorted(), savedBy: level.rule?.savedBy, savedAt: level.rule?.savedAt)
    }
}
