package import Models
package import Postgres

/// How much a token, and all tokens of an organization together, may ask for.
package struct TokenRates: Sendable {
    /// Calls a second, and how many at once.
    package let token: (perSecond: Double, burst: Double)
    package let organization: (perSecond: Double, burst: Double)

    package init(token: (perSecond: Double, burst: Double), organization: (perSecond: Double, burst: Double)) {
        self.token = token
        self.organization = organization
    }
}

/// What the look-up of a token says.
package struct FoundToken: Sendable {
    package let caller: TokenCaller
    /// Whether it may be used from this address.
    package let isAddressAllowed: Bool
    /// Seconds until the next call is allowed; 0: this one is.
    package let wait: Double
}

extension Store {
    /// The token with that id and secret, when it opens anything at this moment, with the member it acts for; takes
    /// one call from its buckets. One statement in one trip. nil when the token is unknown, revoked or expired, or
    /// when its member was deactivated.
    package func token(
        _ id: String, secretHash: [UInt8], project: PublicID?, address: String, rates: TokenRates
    ) async throws -> FoundToken? {
        let (token, organization) = (rates.token, rates.organization)
        return try await database.first(
            """
            SELECT * FROM find_api_token(
                \(id), \(secretHash), \(project), \(address)::inet, \(token.perSecond), \(token.burst),
                \(organization.perSecond), \(organization.burst))
            """, readOnly: false)
    }
}

extension FoundToken: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let member = Member(
            organization: try row["organization_id"], organizationPublicID: try row["organization_public_id"],
            person: try row["person_id"], role: try row["role"])
        var project: ProjectAccess?
        if let id: Project.ID = try row["project_id"] {
            project = ProjectAccess(
                id: id, publicID: try row["project_public_id"], isMember: try row["is_project_member"])
        }
        let scopes: [String] = try row["scopes"]
        caller = TokenCaller(
            token: try row["token_id"], tokenName: try row["name"],
            scopes: Set(scopes.compactMap(TokenScope.init(rawValue:))), expiresAt: try row["expires_at"],
            member: member, personName: try row["person_name"], email: try row["email"],
            language: try row["language"], organizationName: try row["organization_name"], project: project,
            projectZone: try row["project_zone"])
        isAddressAllowed = try row["is_address_allowed"]
        wait = try row["wait"]
    }
}
