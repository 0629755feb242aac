/// What a member owns and can hand over to another one: when somebody goes, it is not to be left to nobody.
/// The one list of such things; how each is counted and moved stands in the store.
package enum Ownership: String, Sendable, CaseIterable {
    /// Invitations they sent that nobody has accepted yet.
    case invitations
    /// Managers of an outside CRM who are this member.
    case managers
    /// Saved views that others see as well.
    case views
    /// Leads that are assigned to them.
    case leads
    /// Customers that are assigned to them.
    case customers
    /// What they are still to do with leads and customers.
    case activities

    /// Only those who work on leads can have it.
    package var isWork: Bool {
        switch self {
        case .invitations, .managers, .views: false
        case .leads, .customers, .activities: true
        }
    }

    /// So many things of one kind.
    package struct Holding: Sendable, Equatable {
        package let kind: Ownership
        package let count: Int

        package init(_ kind: Ownership, _ count: Int) {
            self.kind = kind
            self.count = count
        }
    }
}
