/// Somebody who belongs to an organization, as its managers and admins see them.
package struct MemberRecord: Sendable, Equatable {
    package let person: Person.ID
    package let name: String
    package let email: String
    package let role: Role
    /// The projects they are members of, by name; of meaning for viewers and reps, as others see all.
    package let projects: [ProjectChoice]
    /// In this organization, to the minute; nil: never.
    package let seenAt: Instant?
    package let hasSecondFactor: Bool
    /// False: they belonged once.
    package let isActive: Bool
    /// The language they chose; nil: not chosen.
    package let language: String?
    /// Counts changes; the form posts back the version it showed.
    package let version: Int

    package init(
        person: Person.ID, name: String, email: String, role: Role, projects: [ProjectChoice], seenAt: Instant?,
        hasSecondFactor: Bool, isActive: Bool, language: String?, version: Int
    ) {
        self.person = person
        self.name = name
        self.email = email
        self.role = role
        self.projects = projects
        self.seenAt = seenAt
        self.hasSecondFactor = hasSecondFactor
        self.isActive = isActive
        self.language = language
        self.version = version
    }
}

/// A project as a member form offers it.
package struct ProjectChoice: Sendable, Equatable {
    package let publicID: PublicID
    package let name: String

    package init(publicID: PublicID, name: String) {
        self.publicID = publicID
        self.name = name
    }
}
