/// An organization as the operator of the installation sees it: that it is there, not what is in it.
package struct OrganizationRow: Sendable, Equatable {
    package let id: Organization.ID
    package let publicID: PublicID
    package let name: String
    package let members: Int
    package let projects: Int
    package let isDemo: Bool
    package let createdAt: Instant
    /// When a member was there last; nil: never.
    package let seenAt: Instant?
    /// nil: not suspended.
    package let suspendedAt: Instant?

    package init(
        id: Organization.ID, publicID: PublicID, name: String, members: Int, projects: Int, isDemo: Bool,
        createdAt: Instant, seenAt: Instant?, suspendedAt: Instant?
    ) {
        self.id = id
        self.publicID = publicID
        self.name = name
        self.members = members
        self.projects = projects
        self.isDemo = isDemo
        self.createdAt = createdAt
        self.seenAt = seenAt
        self.suspendedAt = suspendedAt
    }
}

/// A person as the operator sees them.
package struct PersonRow: Sendable, Equatable {
    package let id: Person.ID
    package let email: String
    package let name: String
    package let isActive: Bool
    package let isOperator: Bool
    package let hasSecondFactor: Bool
    package let createdAt: Instant
    package let seenAt: Instant?
    /// Names, at most six.
    package let organizations: [String]

    package init(
        id: Person.ID, email: String, name: String, isActive: Bool, isOperator: Bool, hasSecondFactor: Bool,
        createdAt: Instant, seenAt: Instant?, organizations: [String]
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.isActive = isActive
        self.isOperator = isOperator
        self.hasSecondFactor = hasSecondFactor
        self.createdAt = createdAt
        self.seenAt = seenAt
        self.organizations = organizations
    }
}
