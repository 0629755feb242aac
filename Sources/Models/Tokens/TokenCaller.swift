/// A program that calls with a token: the token, and the member it acts for as they are at this moment.
package struct TokenCaller: Tenancy {
    /// The public part of the token.
    package let token: String
    package let tokenName: String
    package let scopes: Set<TokenScope>
    package let expiresAt: Instant
    package let member: Member
    package let personName: String
    package let email: String
    /// What the person chose; nil: not chosen.
    package let language: String?
    package let organizationName: String
    /// Set when the address names a project of the organization.
    package let project: ProjectAccess?
    package let projectZone: String?

    package var organization: Organization.ID { member.organization }
    package var actor: Actor { .person(member.person) }

    package init(
        token: String, tokenName: String, scopes: Set<TokenScope>, expiresAt: Instant, member: Member,
        personName: String, email: String, language: String?, organizationName: String, project: ProjectAccess?,
        projectZone: String?
    ) {
        self.token = token
        self.tokenName = tokenName
        self.scopes = scopes
        self.expiresAt = expiresAt
        self.member = member
        self.personName = personName
        self.email = email
        self.language = language
        self.organizationName = organizationName
        self.project = project
        self.projectZone = projectZone
    }
}

/// The token lacks the scope that the route wants: 403, whatever its member may do.
package struct ScopeMissing: Error, Equatable {
    package let scope: TokenScope

    package init(scope: TokenScope) {
        self.scope = scope
    }
}
