import Forms
import Web

/// `Resources/templates/members/deactivation.html`: asks before a membership ends, and who gets what is owned.
struct DeactivationPage: Page {
    static let template = "members/deactivation.html"
    static let place = NavigationItem.members
    static let examples = [
        DeactivationPage(name: "Олена <b>", action: path, cancel: "/", owned: .example, problem: nil),
        DeactivationPage(
            name: "Ірина", action: path, cancel: "/", owned: .none, problem: Complaint("error.last_admin")),
    ]

    private static let path = "/o/a2b3c4d5e6/settings/members/x/deactivation"

    let name: String
    let action: String
    let cancel: String
    let owned: Holdings
    /// Why it was not done.
    let problem: Complaint?
}
