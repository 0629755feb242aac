import Forms
import Models
import Store
import Web

/// `Resources/templates/audit/activity.html`: who changed what, and when.
struct ActivityPage: Page {
    static let template = "audit/activity.html"
    static let place = NavigationItem.activity

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

    let list: ListFrame
    let refusals: String
    let entries: [Entry]
}

extension ActivityPage {
    static let examples = [
        ActivityPage(
            list: frame("", next: "1795095600000000.17"), refusals: path + "/refusals", entries: Entry.examples),
        ActivityPage(list: frame("sla.saved", next: nil), refusals: path + "/refusals", entries: []),
        ActivityPage(list: frame("", next: nil), refusals: path + "/refusals", entries: []),
    ]

    private static func frame(_ event: String, next: String?) -> ListFrame {
        ListFrame(
            ListAddress(path, event.isEmpty ? [] : [("event", event)]),
            fields: [
                .select(
                    "event", Complaint("activity.what"), value: event,
                    choices: [
                        FilterField.Choice("", .text(Complaint("activity.anything"))),
                        FilterField.Choice("sla.saved", .text(Complaint("audit.sla.saved"))),
                    ]),
                .date("from", Complaint("activity.from"), value: ""),
            ], total: nil, size: 50, previous: nil, next: next, sorts: [:])
    }

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
