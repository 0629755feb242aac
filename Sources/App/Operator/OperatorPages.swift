import Models
import Web

/// `Resources/templates/operator/organizations.html`
struct OperatorOrganizationsPage: Page {
    static let template = "operator/organizations.html"
    static let place = NavigationItem.operatorOrganizations
    static let examples = [
        OperatorOrganizationsPage(
            path: path, search: "dub",
            rows: [
                Row(
                    name: "Dubok Group", id: "a2b3c4d5e6", members: 6, projects: 2, isDemo: true,
                    createdAt: .example(hours: -900), seenAt: .example(minutes: -3), suspendedAt: nil,
                    suspension: path + "/a2b3c4d5e6/suspension", resumption: path + "/a2b3c4d5e6/resumption"),
                Row(
                    name: "<Northwind>", id: "f6g7h8j9k2", members: 1, projects: 0, isDemo: false,
                    createdAt: .example(hours: -9_000), seenAt: nil, suspendedAt: .example(hours: -20),
                    suspension: path + "/f6g7h8j9k2/suspension", resumption: path + "/f6g7h8j9k2/resumption"),
            ], first: path, next: path + "?after=x"),
        OperatorOrganizationsPage(path: path, search: "nobody <b>", rows: [], first: nil, next: nil),
    ]

    private static let path = "/operator/organizations"

    struct Row: Encodable {
        let name: String
        let id: String
        let members: Int
        let projects: Int
        let isDemo: Bool
        let createdAt: Instant
        let seenAt: Instant?
        let suspendedAt: Instant?
        /// Where suspending is asked for, and where a POST lets the members in again.
        let suspension, resumption: String
    }

    /// The page without a query: the target of the search.
    let path: String
    let search: String
    let rows: [Row]
    let first, next: String?
}

extension OperatorOrganizationsPage.Row {
    init(_ row: OrganizationRow) {
        self.init(
            name: row.name, id: row.publicID.rawValue, members: row.members, projects: row.projects,
            isDemo: row.isDemo, createdAt: row.createdAt, seenAt: row.seenAt, suspendedAt: row.suspendedAt,
            suspension: OperatorOrganizations.suspension(row.publicID),
            resumption: OperatorOrganizations.resumption(row.publicID))
    }
}

/// `Resources/templates/operator/members.html`
struct OperatorMembersPage: Page {
    static let template = "operator/members.html"
    static let place = NavigationItem.operatorMembers
    static let examples = [
        OperatorMembersPage(
            path: path, search: "",
            rows: [
                Row(
                    name: "Ірина Бондар", email: "iryna@dubok.example", organizations: ["Dubok", "Northwind <Print>"],
                    isActive: true, isOperator: true, hasSecondFactor: true, seenAt: .example(minutes: -3)),
                Row(
                    name: "James Ward", email: "james@x.example", organizations: [], isActive: false,
                    isOperator: false, hasSecondFactor: false, seenAt: nil),
            ], first: nil, next: path + "?after=x"),
        OperatorMembersPage(path: path, search: "nobody", rows: [], first: path, next: nil),
    ]

    private static let path = "/operator/members"

    struct Row: Encodable {
        let name: String
        let email: String
        /// Names, at most six.
        let organizations: [String]
        let isActive: Bool
        let isOperator: Bool
        let hasSecondFactor: Bool
        let seenAt: Instant?
    }

    let path: String
    let search: String
    let rows: [Row]
    let first, next: String?
}

extension OperatorMembersPage.Row {
    init(_ row: PersonRow) {
        self.init(
            name: row.name, email: row.email, organizations: row.organizations, isActive: row.isActive,
            isOperator: row.isOperator, hasSecondFactor: row.hasSecondFactor, seenAt: row.seenAt)
    }
}
