package import Forms

/// Somebody asked by mail to join an organization; open for seven days after it was sent last.
package struct Invitation: Sendable, Equatable {
    package typealias ID = Identifier<Invitation>

    package let id: ID
    package let email: String
    package let role: Role
    package let inviter: String
    package let sentAt: Instant
    package let expiresAt: Instant
    /// The language of its letter.
    package let language: String

    package init(
        id: ID, email: String, role: Role, inviter: String, sentAt: Instant, expiresAt: Instant, language: String
    ) {
        self.id = id
        self.email = email
        self.role = role
        self.inviter = inviter
        self.sentAt = sentAt
        self.expiresAt = expiresAt
        self.language = language
    }
}

/// Who is to be asked, and as what they would join.
package struct InvitationForm: Sendable, Equatable {
    package let email: String
    package let role: Role
    package let projects: Set<PublicID>
    /// The language of the letter: `en`, `uk`.
    package let language: String

    package init(email: String, role: Role, projects: Set<PublicID>, language: String) {
        self.email = email
        self.role = role
        self.projects = projects
        self.language = language
    }

    package init(reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let email = field.parse("email", Email.parse)
        let role = field.choice("role", of: Role.self)
        let projects = field.publicIDs("projects")
        let language = field.text("language", length: 1...10)
        field.require("language", Complaint("error.choice")) { language.map { ["en", "uk"].contains($0) } }
        (self.email, self.role, self.projects, self.language) = try field.values(email, role, projects, language)
    }
}

/// What an open invitation offers, to whoever holds its link.
package struct InvitationOffer: Sendable, Equatable {
    package let organization: String
    package let email: String
    package let role: Role
    package let inviter: String
    package let language: String
    /// Who signs in with the address already; nil: somebody new.
    package let person: Person.ID?

    package init(
        organization: String, email: String, role: Role, inviter: String, language: String, person: Person.ID?
    ) {
        self.organization = organization
        self.email = email
        self.role = role
        self.inviter = inviter
        self.language = language
        self.person = person
    }
}

/// How somebody new signs up by an invitation.
package struct JoinForm: Sendable {
    package let name: String
    /// As typed; never kept.
    package let password: String
    package let language: String

    package init(reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let name = field.text("name", length: 1...120)
        field.require("password", Complaint("error.required")) { !(input["password"] ?? "").isEmpty }
        let language = field.text("language", length: 1...10)
        field.require("language", Complaint("error.choice")) { language.map { ["en", "uk"].contains($0) } }
        (self.name, self.language) = try field.values(name, language)
        password = input["password"] ?? ""
    }
}
