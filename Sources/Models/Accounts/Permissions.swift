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
            ManageProjects.self, SeeMembers.self, ManageMembers.self, ManageOrganization.self, SeeActivity.self,
            ManageTokens.self, BulkOrders.self, ShareViews.self, ExportLists.self, ViewLeads.self, WorkLeads.self,
            ManageLeads.self, EditStages.self, EditLeadRules.self, DeleteLeads.self,
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

/// The organization's name, zone and logo, and whether it asks for a second factor.
package enum ManageOrganization: Permission {
    package static let key = "organization.manage"
    package static let minimum = Role.admin
}

/// The activity log: who changed what, and what was refused to whom.
package enum SeeActivity: Permission {
    package static let key = "activity.see"
    package static let minimum = Role.admin
}

/// See and end the tokens of every member; one's own belong to everybody.
package enum ManageTokens: Permission {
    package static let key = "tokens.manage"
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

/// A list as a file: many people's data leave at once.
package enum ExportLists: Permission {
    package static let key = "lists.export"
    package static let minimum = Role.manager
}

/// Leads and how they stand; which ones is decided by `Scope.seesEveryLead`.
package enum ViewLeads: Permission {
    package static let key = "leads.view"
    package static let minimum = Role.viewer
}

/// Entering and changing leads, moving them on, taking one that is nobody's.
package enum WorkLeads: Permission {
    package static let key = "leads.work"
    package static let minimum = Role.rep
}

/// Handing leads out to others.
package enum ManageLeads: Permission {
    package static let key = "leads.manage"
    package static let minimum = Role.manager
}

/// The stages that leads pass.
package enum EditStages: Permission {
    package static let key = "stages.edit"
    package static let minimum = Role.manager
}

/// By which rules leads are scored, called and handed out.
package enum EditLeadRules: Permission {
    package static let key = "lead_rules.edit"
    package static let minimum = Role.manager
}

/// Deleting leads: one's own, and from manager on anybody's.
package enum DeleteLeads: Permission {
    package static let key = "leads.delete"
    package static let minimum = Role.rep
}

extension Scope {
    /// A rep works on what is theirs and on what is nobody's yet; everybody else sees all leads.
    package var seesEveryLead: Bool { role != .rep }
}
