/// A token as its list shows it; the secret is nowhere.
package struct TokenRecord: Sendable, Equatable {
    /// The public part, which stands in the token's text.
    package let id: String
    package let person: Person.ID
    /// Who made it and for whom it acts.
    package let personName: String
    package let name: String
    package let scopes: [TokenScope]
    /// `203.0.113.0/24`; none: it may be used from anywhere.
    package let networks: [String]
    package let createdAt: Instant
    package let expiresAt: Instant
    /// To the hour; nil: never.
    package let lastUsedAt: Instant?
    package let revokedAt: Instant?
    /// Whether its member is still active; of one who is not it opens nothing.
    package let isMemberActive: Bool

    package init(
        id: String, person: Person.ID, personName: String, name: String, scopes: [TokenScope], networks: [String],
        createdAt: Instant, expiresAt: Instant, lastUsedAt: Instant?, revokedAt: Instant?, isMemberActive: Bool
    ) {
        self.id = id
        self.person = person
        self.personName = personName
        self.name = name
        self.scopes = scopes
        self.networks = networks
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
        self.isMemberActive = isMemberActive
    }
}
