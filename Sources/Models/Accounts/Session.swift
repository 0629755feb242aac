/// One signed-in browser, as the look-up of this request read it, with the person and, when the
/// address names one, their part in the organization.
package struct Session: Sendable {
    package let id: Int
    package let person: Person.ID
    package let email: String
    package let name: String
    package let isOperator: Bool
    /// What the person chose; nil: not chosen, the browser decides.
    package let language: String?
    package let theme: String?
    package let zone: String?
    package let csrfKey: [UInt8]
    /// Seconds since the password was last typed.
    package let sudoAge: Double
    /// Sealed words for the next page.
    package let flash: [UInt8]?
    package let lastOrganization: Organization.ID?
    /// nil when the address names no organization, or none the person is an active member of.
    package let membership: Membership?
    package let project: ProjectMembership?

    package struct Membership: Sendable {
        package let member: Member
        package let organizationName: String
        package let organizationLanguage: String
        package let organizationZone: String

        package init(member: Member, organizationName: String, organizationLanguage: String, organizationZone: String) {
            self.member = member
            self.organizationName = organizationName
            self.organizationLanguage = organizationLanguage
            self.organizationZone = organizationZone
        }
    }

    package struct ProjectMembership: Sendable {
        package let access: ProjectAccess
        package let name: String
        package let zone: String

        package init(access: ProjectAccess, name: String, zone: String) {
            self.access = access
            self.name = name
            self.zone = zone
        }
    }

    package init(
        id: Int, person: Person.ID, email: String, name: String, isOperator: Bool, language: String?, theme: String?,
        zone: String?, csrfKey: [UInt8], sudoAge: Double, flash: [UInt8]?, lastOrganization: Organization.ID?,
        membership: Membership?, project: ProjectMembership?
    ) {
        self.id = id
        self.person = person
        self.email = email
        self.name = name
        self.isOperator = isOperator
        self.language = language
        self.theme = theme
        self.zone = zone
        self.csrfKey = csrfKey
        self.sudoAge = sudoAge
        self.flash = flash
        self.lastOrganization = lastOrganization
        self.membership = membership
        self.project = project
    }
}

/// A row of "my sessions".
package struct SessionSummary: Sendable {
    package let id: Int
    package let createdAt: Instant
    package let seenAt: Instant
    package let userAgent: String
    package let address: String

    package init(id: Int, createdAt: Instant, seenAt: Instant, userAgent: String, address: String) {
        self.id = id
        self.createdAt = createdAt
        self.seenAt = seenAt
        self.userAgent = userAgent
        self.address = address
    }
}

/// An organization of one's own, for choosing.
package struct OrganizationSummary: Sendable {
    package let id: Organization.ID
    package let publicID: PublicID
    package let name: String
    package let role: Role
    /// How many projects the person sees there.
    package let projects: Int

    package init(id: Organization.ID, publicID: PublicID, name: String, role: Role, projects: Int) {
        self.id = id
        self.publicID = publicID
        self.name = name
        self.role = role
        self.projects = projects
    }
}
