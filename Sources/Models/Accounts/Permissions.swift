/// One thing that one may do. The lowest role that may do it decides; higher roles may as well.
package protocol Permission: Sendable {
    static var key: String { get }
    static var minimum: Role { get }
}

extension Permission {
    package static func isHeld(by role: Role) -> Bool { role >= minimum }
}

/// Every right there is, for the tests that try them all.
package enum Permissions {
    package static var all: [any Permission.Type] {
        [
            SeeOrganization.self, ViewOrders.self, SeeContacts.self, RefreshOrders.self, EditRules.self,
            ManageProjects.self,
        ]
    }
}

/// Home and the list of the projects one may see.
package enum SeeOrganization: Permission {
    package static let key = "organization.see"
    package static let minimum = Role.viewer
}

/// Orders, their history and the figures of a project.
package enum ViewOrders: Permission {
    package static let key = "orders.view"
    package static let minimum = Role.viewer
}

/// How to reach a customer: phone and e-mail in full.
package enum SeeContacts: Permission {
    package static let key = "orders.contacts"
    package static let minimum = Role.rep
}

/// Asking the outside CRM again about an order.
package enum RefreshOrders: Permission {
    package static let key = "orders.refresh"
    package static let minimum = Role.manager
}

/// SLA limits, urgent rules, working hours, the status-to-group map.
package enum EditRules: Permission {
    package static let key = "rules.edit"
    package static let minimum = Role.manager
}

/// Connect and edit projects, API keys, webhook secrets, raw deliveries.
package enum ManageProjects: Permission {
    package static let key = "projects.manage"
    package static let minimum = Role.admin
}
