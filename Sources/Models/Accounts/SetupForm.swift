package import Forms

/// What the setup page asks: who runs the installation, and their organization's name.
package struct SetupForm: Sendable {
    package let name: String
    package let email: String
    /// As typed; never kept.
    package let password: String
    package let organization: String

    package init(reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let name = field.text("name", length: 1...120)
        let email = field.parse("email", Email.parse)
        field.require("password", Complaint("error.required")) { !(input["password"] ?? "").isEmpty }
        let organization = field.text("organization", length: 1...120)
        (self.name, self.email, self.organization) = try field.values(name, email, organization)
        password = input["password"] ?? ""
    }
}

/// An e-mail address: something before and after one `@`, a dot in the domain, no white space. Whether it
/// exists only a mail can tell.
package enum Email {
    package static func parse(_ text: String) throws(Complaint.Refusal) -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = !text.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 33 || $0.value == 127 }
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."),
            !parts[1].hasSuffix("."),
            isPlain, text.utf8.count <= 254, !text.contains(where: { "<>()[],;:\\\"".contains($0) })
        else { throw Complaint.Refusal("error.email") }
        return text
    }
}
