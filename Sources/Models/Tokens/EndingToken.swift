/// A token whose time is nearly over, and whom to tell.
package struct EndingToken: Sendable, Equatable {
    /// At how many days before the end its member is told, each once. A token that lives no longer than that is not
    /// told of that one.
    package static let thresholds = [14, 3]

    package let id, name: String
    /// Who made it and for whom it acts.
    package let person: Person.ID
    package let personName, email: String
    /// What the person chose; nil: not chosen.
    package let language: String?
    package let expiresAt: Instant
    /// The threshold that has been reached, in days.
    package let threshold: Int
    package let organizationName: String
    package let organizationPublicID: PublicID
    /// Of the organization, as an IANA name.
    package let zone: String

    package init(
        id: String, name: String, person: Person.ID, personName: String, email: String, language: String?,
        expiresAt: Instant, threshold: Int, organizationName: String, organizationPublicID: PublicID, zone: String
    ) {
        self.id = id
        self.name = name
        self.person = person
        self.personName = personName
        self.email = email
        self.language = language
        self.expiresAt = expiresAt
        self.threshold = threshold
        self.organizationName = organizationName
        self.organizationPublicID = organizationPublicID
        self.zone = zone
    }
}
