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
            SeeOrganization.self, ViewOrders.self, EditRules.self, ManageProjects.self, SeeMembers.self,
            ManageMembers.self, ManageOrganization.self,
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

/// SLA limits, working hours, the status-to-group map.
package enum EditRules: Permission {
    package static let key = "rules.edit"
    package static let minimum = Role.manager
}

/// Connect and edit projects, API keys, webhook secrets, raw deliveries.
package enum ManageProjects: Permission {
    package static let key = "projects.manage"
    package static let minimum = Role.admin
}

/// Who else belongs to the organization, with which role.
package enum SeeMembers: Permission {
    package static let key = "members.see"
    package static let minimum = Role.manager
}

/// Roles, projects and invitations of members; deactivating them, handing over what they own.
package enum ManageMembers: Permission {
    package static let key = "members.manage"
    package static let minimum = Role.admin
}

/// The organization's name and zone, and whether it asks for a second factor.
package enum ManageOrganization: Permission {
    package static let key = "organization.manage"
    package static let minimum = Role.admin
}
