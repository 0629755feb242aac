package import Forms

/// A lead as a program or the public form tells it: what is known of the company and of one contact there.
package struct IncomingLead: Sendable, Equatable {
    /// The lead with at most one contact.
    package let form: LeadForm
    /// The stage that was asked for, by its name; nil: the first one.
    package let stage: String?
    /// Its number in the program that sends it.
    package let externalID: String?
    /// When the meeting is that was asked for; nil: nobody said.
    package let meetingAt: Instant?

    package init(form: LeadForm, stage: String?, externalID: String?, meetingAt: Instant?) {
        self.form = form
        self.stage = stage
        self.externalID = externalID
        self.meetingAt = meetingAt
    }
}

extension IncomingLead {
    /// `company`, `email`, `phones` (several with commas between them, or a list), `inn`, `segment`, `notes`, `stage`,
    /// `external_id`, `meeting_at`, and of the contact `name` and `position`. A mail says not always who writes: without
    /// a company it is called by the contact's name, or by the e-mail. What else was sent is left out. Every complaint
    /// at once.
    package init(reading input: Input) throws(FieldErrors) {
        let input = input.withUsualNames
        var field = FieldReader(input)
        let externalID = field.optionalText("external_id", atMost: 100)
        let stage = field.optionalText("stage", atMost: 60)
        let name = field.optionalText("name", atMost: 120)
        let position = field.optionalText("position", atMost: 120)
        var meetingAt: Instant??
        if let text = input["meeting_at"]?.trimmed, !text.isEmpty {
            meetingAt = field.parse("meeting_at") { (text) throws(Complaint.Refusal) in
                guard let instant = Instant(text) else { throw Complaint.Refusal("error.instant") }
                return .some(instant)
            }
        } else {
            meetingAt = .some(nil)
        }
        var lead = Input.none
        lead.append("version", "0")
        // Whoever sends it cannot look at a number again.
        lead.append("anyway", "1")
        for name in ["email", "inn", "segment", "notes"] {
            if let value = input[name] { lead.append(name, value) }
        }
        lead.append("phones", input.all("phones").joined(separator: ", "))
        let company = [input["company"], input["name"], input["email"]].compactMap { $0?.trimmed }.first { !$0.isEmpty }
        lead.append("company", company ?? "")
        if let name, let name {
            lead.append("contact.0.name", name)
            if let position, let position { lead.append("contact.0.position", position) }
            lead.append("primary", "0")
        }
        do {
            let form = try LeadForm(reading: lead)
            let values = try field.values(externalID, stage, meetingAt)
            self.init(form: form, stage: values.1, externalID: values.0, meetingAt: values.2)
        } catch {
            var errors = field.errors
            if field.errors != error { errors.add(error) }
            throw errors
        }
    }
}

extension Input {
    /// As programs that read mails name things, and as we do.
    private static let usualNames = [
        "company_name": "company", "organization": "company", "phone": "phones", "primary_phone": "phones",
        "contact": "name", "contact_name": "name", "full_name": "name", "message": "notes", "comment": "notes",
        "tax_number": "inn", "stage_name": "stage", "scheduled_at": "meeting_at",
    ]

    fileprivate var withUsualNames: Input {
        Input(fields.map { Field(Self.usualNames[$0.name] ?? $0.name, $0.value) })
    }
}
