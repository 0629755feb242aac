package import Forms

/// What somebody says who wants an organization of their own.
package struct SignUpForm: Sendable, Equatable {
    package let name: String
    package let email: String
    package let organization: String
    /// `en` or `uk`.
    package let language: String

    package init(name: String, email: String, organization: String, language: String) {
        self.name = name
        self.email = email
        self.organization = organization
        self.language = language
    }

    package init(reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let name = field.text("name", length: 1...120)
        let email = field.parse("email", Email.parse)
        let organization = field.text("organization", length: 1...120)
        let language = field.text("language", length: 1...10)
        field.require("language", Complaint("error.choice")) { language.map { ["en", "uk"].contains($0) } }
        (self.name, self.email, self.organization, self.language) =
            try field.values(name, email, organization, language)
    }
}
