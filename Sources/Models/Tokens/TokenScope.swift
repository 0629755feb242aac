/// What a token may be used for. It narrows what its member may do and never widens it.
package enum TokenScope: String, Sendable, CaseIterable {
    case projectsRead = "projects:read"
    case projectsWrite = "projects:write"
    case ordersRead = "orders:read"
    case leadsRead = "leads:read"
    case leadsWrite = "leads:write"
    case activitiesRead = "activities:read"
    case activitiesWrite = "activities:write"
    case customersRead = "customers:read"
    case customersWrite = "customers:write"
    case settingsRead = "settings:read"
    case settingsWrite = "settings:write"
    case notificationsRead = "notifications:read"
    case notificationsWrite = "notifications:write"

    /// The lowest role for which the scope opens anything; a form offers no more than that.
    package var minimum: Role {
        switch self {
        case .projectsRead, .ordersRead, .notificationsRead, .notificationsWrite: .viewer
        case .leadsRead, .activitiesRead, .customersRead: ViewLeads.minimum
        case .leadsWrite, .activitiesWrite, .customersWrite: WorkLeads.minimum
        case .settingsRead, .settingsWrite: EditRules.minimum
        case .projectsWrite: ManageProjects.minimum
        }
    }

    /// The scopes that open something for that role, in the order of the form.
    package static func offered(to role: Role) -> [TokenScope] { allCases.filter { role >= $0.minimum } }
}
