import Forms
import Models
import Web

/// `Resources/templates/sla/settings.html`: how much working time an order may spend in each group.
struct SLASettingsPage: Page {
    static let template = "sla/settings.html"
    static let place = NavigationItem.sla

    /// A group that limits can be set for.
    struct Group {
        /// Part of the field names: `normal.<id>`, `urgent.<id>`.
        let id: Int
        let tag: GroupTag
        /// Median working seconds of the last orders in it; nil when there are none.
        let median: Int?
    }

    struct Line: Encodable {
        let tag: GroupTag
        /// `h:mm`; empty for no limit.
        let limit: FormField
        let median: Int?
    }

    let action: String
    /// Where “Discard” leads: the page itself.
    let path: String
    let normal, urgent: [Line]
    /// From how many percent of a limit an order is near it.
    let near: FormField
    let foot: RuleFoot
    let version: String
    /// Who saved the version shown and when; nil before the first save.
    let savedBy: String?
    let savedAt: Instant?
    let errors: FormErrors
    let conflict: Conflict?
    let progress: Progress?

    init(
        path: String, groups: [Group], _ input: Input, _ errors: FieldErrors = .none, trial: RuleTrial? = nil,
        savedBy: String? = nil, savedAt: Instant? = nil, conflict: Conflict? = nil, progress: Progress? = nil
    ) {
        action = path
        self.path = path
        func lines(_ grid: String) -> [Line] {
            groups.map { Line(tag: $0.tag, limit: FormField("\(grid).\($0.id)", input, errors), median: $0.median) }
        }
        normal = lines("normal")
        urgent = lines("urgent")
        near = FormField("near", input, errors)
        foot = RuleFoot(input, trial)
        version = input["version"] ?? "0"
        self.savedBy = savedBy
        self.savedAt = savedAt
        self.errors = FormErrors(errors) { field in
            if field == "near" { return Complaint("sla.near") }
            let parts = field.split(separator: ".")
            guard parts.count == 2, let group = groups.first(where: { "\($0.id)" == parts[1] }) else { return nil }
            return Complaint(parts[0] == "urgent" ? "sla.urgent_in" : "sla.normal_in", ["group": group.tag.name])
        }
        self.conflict = conflict
        self.progress = progress
    }
}

extension SLASettingsPage {
    static let examples = [
        SLASettingsPage(
            path: path, groups: groups, stored, savedBy: "О. Марченко", savedAt: .example(hours: -400)),
        SLASettingsPage(path: path, groups: groups, stored, trial: .example),
        SLASettingsPage(
            path: path, groups: groups,
            Input(["normal.1": "<8 h>", "normal.2": "", "urgent.1": "1:75", "near": "120", "version": "12"]),
            FieldErrors([
                ("normal.1", Complaint("error.hours_minutes")), ("urgent.1", Complaint("error.hours_minutes")),
                ("near", Complaint("error.range", ["low": "1", "high": "100"])),
            ])),
        SLASettingsPage(
            path: path, groups: groups, stored,
            conflict: Conflict(
                by: nil, at: .example(minutes: -1),
                differences: [
                    Conflict.Difference(
                        label: Complaint("sla.normal_in", ["group": "Production"]), theirs: "24:00", mine: "22:00")
                ]), progress: Progress(done: 120, total: 213)),
        SLASettingsPage(path: path, groups: [], Input(["near": "80", "version": "0"])),
    ]

    private static let path = "/p/a2b3c4d5e6/settings/sla"
    private static let groups = [
        Group(id: 1, tag: .new, median: 4_320), Group(id: 2, tag: .approval, median: 34_800),
        Group(id: 3, tag: .production, median: nil),
    ]
    private static let stored = Input([
        "normal.1": "8:00", "normal.2": "24:00", "normal.3": "22:00", "urgent.1": "4:00", "urgent.2": "12:00",
        "urgent.3": "", "near": "80", "version": "12",
    ])
}
