import Web

/// `Resources/templates/accounts/organizations.html`: a person in several organizations chooses one.
struct OrganizationsPage: Page {
    static let template = "accounts/organizations.html"
    static let place = NavigationItem.organizations
    static let examples = [
        OrganizationsPage(choices: [
            Choice(
                id: "a2b3c4d5e6", name: "Dubok Group", role: "manager", projects: 3, isCurrent: true,
                leave: "/o/a2b3c4d5e6/settings/leaving"),
            Choice(
                id: "f6g7h8j9k2", name: "Northwind <Print>", role: "viewer", projects: 1, isCurrent: false,
                leave: nil),
        ]),
        OrganizationsPage(choices: []),
    ]

    struct Choice: Encodable {
        /// The public id, posted as `organization`.
        let id: String
        let name: String
        /// `viewer`, `rep`, `manager` or `admin`.
        let role: String
        /// How many projects one sees there.
        let projects: Int
        let isCurrent: Bool
        /// The page that asks before one leaves; nil where one cannot get in.
        let leave: String?
    }

    let choices: [Choice]
}
