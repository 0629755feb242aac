package import Forms

/// The form that anybody may fill in to become a lead, as an admin has set it up. The company is always asked for.
package struct PublicFormRecord: Sendable, Equatable {
    /// What may be asked for besides the company.
    package enum Field: String, Sendable, CaseIterable {
        case name, email, phone, inn, segment, message
    }

    /// Its part of the address.
    package let publicID: PublicID
    package let isOpen: Bool
    package let title: String
    package let intro: String
    /// What has to be agreed to; empty: nothing.
    package let consent: String
    /// What is said afterwards; empty: the usual words.
    package let thanks: String
    /// In the order of `Field`.
    package let fields: [Field]
    package let required: [Field]
    /// The language of the words around it: `en` or `uk`.
    package let language: String
    package let version: Int

    package init(
        publicID: PublicID, isOpen: Bool, title: String, intro: String, consent: String, thanks: String,
        fields: [Field], required: [Field], language: String, version: Int
    ) {
        self.publicID = publicID
        self.isOpen = isOpen
        self.title = title
        self.intro = intro
        self.consent = consent
        self.thanks = thanks
        self.fields = fields
        self.required = required
        self.language = language
        self.version = version
    }
}

extension PublicFormRecord {
    /// `id`: what the form gets or has. `languages`: those there are words in. Every complaint at once. Somebody who
    /// fills it in must be able to be reached: e-mail or phone is asked for.
    package init(reading input: Input, as id: PublicID, languages: [String]) throws(FieldErrors) {
        var field = FieldReader(input)
        let title = field.text("title", length: 1...120)
        let intro = field.text("intro", length: 0...1_000)
        let consent = field.text("consent", length: 0...1_000)
        let thanks = field.text("thanks", length: 0...1_000)
        let fields = Field.allCases.filter { input.all("fields").contains($0.rawValue) }
        let required = fields.filter { input.all("required").contains($0.rawValue) }
        field.require("fields", Complaint("error.reachable")) { fields.contains(.email) || fields.contains(.phone) }
        let language = field.text("language")
        field.require("language", Complaint("error.choice")) { language.map(languages.contains) }
        let version = field.integer("version", in: 0...Int(Int32.max))
        let values = try field.values(title, intro, consent, thanks, language, version)
        self.init(
            publicID: id, isOpen: field.flag("open"), title: values.0, intro: values.1, consent: values.2,
            thanks: values.3, fields: fields, required: required, language: values.4, version: values.5)
    }

    /// What the form of settings shows.
    package var input: Input {
        var input = Input([
            "title": title, "intro": intro, "consent": consent, "thanks": thanks, "language": language,
            "version": "\(version)",
        ])
        if isOpen { input.append("open", "1") }
        for field in fields { input.append("fields", field.rawValue) }
        for field in required { input.append("required", field.rawValue) }
        return input
    }

    /// What somebody filled in, as a lead; every complaint at once, under the names of the form.
    package func lead(reading input: Input) throws(FieldErrors) -> IncomingLead {
        var errors = FieldErrors.none
        func typed(_ name: String) -> String { (input[name] ?? "").trimmed }
        if typed("company").isEmpty { errors.add(Complaint("error.required"), to: "company") }
        for field in required where typed(field.rawValue).isEmpty {
            errors.add(Complaint("error.required"), to: field.rawValue)
        }
        if fields.contains(.email), fields.contains(.phone), typed("email").isEmpty, typed("phone").isEmpty {
            errors.add(Complaint("error.reach_you"), to: "email")
        }
        if !consent.isEmpty, typed("consent").isEmpty { errors.add(Complaint("error.consent"), to: "consent") }
        var sent = Input(["company": typed("company").isEmpty ? "-" : typed("company")])
        for field in fields { sent.append(field.rawValue, typed(field.rawValue)) }
        do throws(FieldErrors) {
            let lead = try IncomingLead(reading: sent)
            guard errors.isEmpty else { throw errors }
            return lead
        } catch {
            for entry in error.entries where !errors.entries.contains(entry) {
                errors.add(entry.complaint, to: Self.names[entry.field] ?? entry.field)
            }
            throw errors
        }
    }

    /// What the reader of leads calls the fields of the form.
    private static let names = ["phones": "phone", "notes": "message", "contact.0.name": "name"]
}
