import Forms
import Models
import Store
import Web

/// `Resources/templates/operator/log.html`
struct OperatorLogPage: Page {
    static let template = "operator/log.html"
    static let place = NavigationItem.operatorLog
    static let examples = [
        OperatorLogPage(
            path: path, event: "", rows: AuditEntry.Event.allCases.enumerated().map { Row.example($0, $1) },
            first: nil, next: path + "?before=7"),
        OperatorLogPage(path: path, event: "session.begun", rows: [], first: path, next: nil),
    ]

    private static let path = "/operator/log"

    struct Row: Encodable {
        let at: Instant
        /// nil when it was the program, or somebody who is gone.
        let person: String?
        /// The second half of a key of the catalogue: `audit.` and this.
        let event: String
        /// Whose account it is about; nil for one's own.
        let target: String?
        let changes: AuditChanges

        fileprivate static func example(_ number: Int, _ event: AuditEntry.Event) -> Row {
            Row(
                at: .example(minutes: -number), person: number == 2 ? nil : "Ірина <Бондар>", event: event.rawValue,
                target: number == 3 ? "Olena" : nil,
                changes: AuditChanges([
                    AuditChanges.Line(
                        place: nil, label: Complaint("audit_field.sessions"), before: "<2>", after: nil)
                ]))
        }
    }

    let path: String
    /// The event that alone is shown; empty for all.
    let event: String
    let events = AuditEntry.Event.ofInstallation.map(\.rawValue)
    let rows: [Row]
    let first, next: String?
}

extension OperatorLogPage.Row {
    init(_ activity: Activity) {
        self.init(
            at: activity.entry.at, person: activity.person, event: activity.entry.event.rawValue,
            target: activity.target == activity.person ? nil : activity.target,
            changes: AuditChanges(activity.entry, groups: [], statuses: [:]))
    }
}
