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
    /// Stays signed in for 30 days.
    package let isLong: Bool
    package let hasSecondFactor: Bool
    /// The role at this address was gained after the token was made: the token is replaced.
    package let needsNewToken: Bool
    /// nil when the address names no organization, or none the person is an active member of.
    package let membership: Membership?
    package let project: ProjectMembership?

    package struct Membership: Sendable {
        package let member: Member
        package let organizationName: String
        package let organizationLanguage: String
        package let organizationZone: String
        /// nil: the member may come in.
        package let barrier: Barrier?

        package init(
            member: Member, organizationName: String, organizationLanguage: String, organizationZone: String,
            barrier: Barrier? = nil
        ) {
            self.member = member
            self.organizationName = organizationName
            self.organizationLanguage = organizationLanguage
            self.organizationZone = organizationZone
            self.barrier = barrier
        }
    }

    /// What stands between a member and everything of their organization.
    package enum Barrier: Sendable, Equatable {
        /// The operator of the installation suspended the organization.
        case suspended
        /// The organization asks for a second factor, and the person has none yet.
        case secondFactor
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
        isLong: Bool, hasSecondFactor: Bool, needsNewToken: Bool, membership: Membership?, project: ProjectMembership?
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
        self.isLong = isLong
        self.hasSecondFactor = hasSecondFactor
        self.needsNewToken = needsNewToken
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
    /// nil: the person may go in.
    package let barrier: Session.Barrier?

    package init(
        id: Organization.ID, publicID: PublicID, name: String, role: Role, projects: Int,
        barrier: Session.Barrier? = nil
    ) {
        self.id = id
        self.publicID = publicID
        self.name = name
        self.role = role
        self.projects = projects
        self.barrier = barrier
    }
}
