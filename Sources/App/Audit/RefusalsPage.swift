import Models
import Web

/// `Resources/templates/audit/refusals.html`: who was refused what, counted.
struct RefusalsPage: Page {
    static let template = "audit/refusals.html"
    static let place = NavigationItem.activity
    static let examples = [
        RefusalsPage(
            activity: "/o/a2b3c4d5e6/activity",
            rows: [
                Row(person: "Ірина <Бондар>", right: "", count: 3, lastAt: .example(minutes: -5)),
                Row(person: "James Ward", right: "rules.edit", count: 1, lastAt: .example(minutes: -900)),
            ]),
        RefusalsPage(activity: "/o/a2b3c4d5e6/activity", rows: []),
    ]

    /// How far back it counts.
    static let days = 30

    struct Row: Encodable {
        let person: String
        /// The right that was missing; empty: a wrong password.
        let right: String
        let count: Int
        let lastAt: Instant
    }

    let activity: String
    let days = RefusalsPage.days
    let rows: [Row]
}
