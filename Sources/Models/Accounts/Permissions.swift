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
            SeeOrganization.self, ViewOrders.self, EditRules.self, ManageProjects.self, BulkOrders.self,
            ShareViews.self,
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

/// Acts on many orders of a project at once.
package enum BulkOrders: Permission {
    package static let key = "orders.bulk"
    package static let minimum = Role.manager
}

/// Saved views that everybody sees; one's own need no right but the list's.
package enum ShareViews: Permission {
    package static let key = "views.share"
    package static let minimum = Role.manager
}
