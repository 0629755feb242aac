import Forms
import Models
import Store
import Web

/// `Resources/templates/audit/activity.html`: who changed what, and when.
struct ActivityPage: Page {
    static let template = "audit/activity.html"
    static let place = NavigationItem.activity

    struct Choice: Encodable {
        let value: String
        let label: String
    }

    struct Filter: Encodable {
        /// The page itself without a query.
        let path: String
        let person, event, target, from, to: String
        let isActive: Bool
    }

    struct Entry: Encodable {
        let id: Int
        let at: Instant
        /// nil when it was the program.
        let person: String?
        /// The part of the program that acted; empty for a person.
        let program: String
        /// The second half of a key of the catalogue: `audit.` and this.
        let event: String
        let targetKind: String
        let target: String?
        /// Leads to the thing itself.
        let targetPath: String?
        /// The same log of that thing alone.
        let history: String
        let changes: AuditChanges
        /// Where a POST takes it back; nil when that cannot be done (any more).
        let undo: String?
        let isUndone: Bool
        /// It took another entry back.
        let isUndoing: Bool
    }

    let filter: Filter
    let refusals: String
    let people: [Choice]
    let events: [String]
    let targets: [Choice]
    let entries: [Entry]
    /// The next page into the past, and back to the top; nil where there is none.
    let older, newest: String?
}

extension ActivityPage {
    static let examples = [
        ActivityPage(
            filter: Filter(path: path, person: "", event: "", target: "", from: "", to: "", isActive: false),
            refusals: path + "/refusals", people: [Choice(value: "program", label: "")],
            events: AuditEntry.Event.allCases.map(\.rawValue),
            targets: [Choice(value: "project:a2b3c4d5e6", label: "Dubok <Shop>")],
            entries: Entry.examples, older: path + "?before=1795095600000000.17", newest: nil),
        ActivityPage(
            filter: Filter(
                path: path, person: "program", event: "sla.saved", target: "", from: "2026-11-01", to: "",
                isActive: true),
            refusals: path + "/refusals", people: [], events: ["sla.saved"], targets: [], entries: [], older: nil,
            newest: path),
    ]

    private static let path = "/o/a2b3c4d5e6/activity"
}

extension ActivityPage.Entry {
    static let examples = AuditEntry.Event.allCases.enumerated().map { number, event in
        ActivityPage.Entry(
            id: number, at: .example(minutes: -number * 7), person: number % 3 == 0 ? nil : "Ірина <Бондар>",
            program: number % 3 == 0 ? SystemTask.allCases[number % SystemTask.allCases.count].rawValue : "",
            event: event.rawValue, targetKind: AuditEntry.Target.allCases[number % 4].rawValue,
            target: number % 4 == 3 ? nil : "Dubok Shop UA", targetPath: number % 2 == 0 ? "/p/a2b3c4d5e6/orders" : nil,
            history: "/o/a2b3c4d5e6/activity?target=project%3Aa2b3c4d5e6",
            changes: AuditChanges([
                AuditChanges.Line(
                    place: number % 2 == 0 ? "Друк" : nil, label: Complaint("sla.normal_in", ["group": "Друк"]),
                    before: "8:00", after: number == 5 ? nil : "<9:00>"),
                AuditChanges.Line(
                    place: nil, label: Complaint("activity.field", ["name": "new_member"]), before: nil, after: "1"),
            ]), undo: number == 1 ? "/o/a2b3c4d5e6/undo/7" : nil, isUndone: number == 2, isUndoing: number == 4)
    }
}
