package import Forms

/// A lead or a customer as somebody enters or changes it, its contacts with it.
package struct LeadForm: Sendable, Equatable {
    /// A row of the contacts.
    package struct Contact: Sendable, Equatable {
        /// nil for a new one.
        package let id: LeadContact.ID?
        package let name: String
        package let position: String?
        package let phone: String?
        package let email: String?
        package let isPrimary: Bool

        package init(
            id: LeadContact.ID?, name: String, position: String?, phone: String?, email: String?, isPrimary: Bool
        ) {
            self.id = id
            self.name = name
            self.position = position
            self.phone = phone
            self.email = email
            self.isPrimary = isPrimary
        }

        /// The row that would change nothing.
        package init(_ contact: LeadContact) {
            self.init(
                id: contact.id, name: contact.name, position: contact.position, phone: contact.phone,
                email: contact.email, isPrimary: contact.isPrimary)
        }
    }

    package let company: String
    package let email: String?
    /// As typed; the first is the primary one.
    package let phones: [String]
    package let inn: String?
    package let segment: String?
    /// The project it concerns; nil: none in particular, as with every customer.
    package let project: PublicID?
    /// nil: the first stage.
    package let stage: Int?
    package let assignee: Person.ID?
    package let value: LeadValue?
    package let notes: String
    /// At most one of them is primary; the store makes the first one so where none is.
    package let contacts: [Contact]
    /// Saved although another lead has the same number or phone.
    package let isConfirmed: Bool
    /// The version the form showed; 0 for a new lead.
    package let version: Int

    /// Of one lead.
    package static let mostContacts = 50

    package init(
        company: String, email: String? = nil, phones: [String] = [], inn: String? = nil, segment: String? = nil,
        project: PublicID? = nil, stage: Int? = nil, assignee: Person.ID? = nil, value: LeadValue? = nil,
        notes: String = "",
        contacts: [Contact] = [], isConfirmed: Bool = false, version: Int = 0
    ) {
        self.company = company
        self.email = email
        self.phones = phones
        self.inn = inn
        self.segment = segment
        self.project = project
        self.stage = stage
        self.assignee = assignee
        self.value = value
        self.notes = notes
        self.contacts = contacts
        self.isConfirmed = isConfirmed
        self.version = version
    }
}

extension LeadForm {
    /// Every complaint at once. `anyway` saves in spite of doubts: a tax number whose check digit is wrong, a company
    /// that seems to be there already.
    package init(reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let isConfirmed = field.flag("anyway")
        let company = field.text("company", length: 1...200)
        let email = field.optional("email", Email.parse)
        let phones = field.optional("phones", Phones.list)
        let inn = field.optionalText("inn", atMost: 20)
        field.require("inn", Complaint("error.tax_number")) {
            inn.map { isConfirmed || $0.map(TaxNumber.isPlausible) ?? true }
        }
        let segment = field.optionalText("segment", atMost: 60)
        let project = field.optional("project") { (text) throws(Complaint.Refusal) in
            guard let id = PublicID(rawValue: text) else { throw Complaint.Refusal("error.choice") }
            return id
        }
        let stage = field.optional("stage") { (text) throws(Complaint.Refusal) in
            guard let id = Int(text), id > 0 else { throw Complaint.Refusal("error.choice") }
            return id
        }
        let assignee = field.optional("assignee") { (text) throws(Complaint.Refusal) in
            guard let id = Person.ID(text: text) else { throw Complaint.Refusal("error.choice") }
            return id
        }
        let minor = field.optional("value", LeadValue.minor)
        let currency: LeadValue.Currency?? =
            (input["value"] ?? "").trimmed.isEmpty ? .some(nil) : field.choice("currency", of: LeadValue.Currency.self)
        let notes = field.text("notes", length: 0...10_000)
        let contacts = Self.contacts(&field)
        let version = field.integer("version", in: 0...Int(Int32.max))
        let values = try field.values(
            company, email, phones, inn, segment, stage, assignee, minor, currency, notes, contacts, version, project)
        self.init(
            company: values.0, email: values.1, phones: values.2 ?? [], inn: values.3, segment: values.4,
            project: values.12, stage: values.5, assignee: values.6,
            value: values.7.flatMap { minor in values.8.map { LeadValue(minor: minor, currency: $0) } },
            notes: values.9, contacts: values.10, isConfirmed: isConfirmed, version: values.11)
    }

    /// `contact.0.name=…` and so on, `primary=0` for the row of the primary one. A row in which nothing stands is left
    /// out.
    private static func contacts(_ field: inout FieldReader) -> [Contact]? {
        let rows = rows(of: field.input).filter { row in
            ["name", "position", "phone", "email"].contains { !(field.input["\(row).\($0)"] ?? "").trimmed.isEmpty }
        }
        guard rows.count <= mostContacts else {
            field.complain("contact", Complaint("error.too_many", ["count": "\(mostContacts)"]))
            return nil
        }
        let primary = field.input["primary"].map { "contact.\($0)" }
        return rows.compactMap { row in
            Contact(
                &field, "\(row).", id: field.input["\(row).id"].flatMap { LeadContact.ID(text: $0) },
                isPrimary: row == primary)
        }
    }

    /// The rows of contacts by the beginning of their fields' names, `contact.0`, as they stand.
    package static func rows(of input: Input) -> [String] {
        input.group("contact").keys.filter { Int($0) != nil }.map { "contact.\($0)" }
    }

    /// What the form shows.
    package var input: Input {
        var input = Input.none
        let fields: [(String, String?)] = [
            ("company", company), ("email", email), ("phones", phones.joined(separator: ", ")), ("inn", inn),
            ("segment", segment), ("project", project?.rawValue), ("stage", stage.map { "\($0)" }),
            ("assignee", assignee?.text),
            ("value", value?.amount), ("currency", value?.currency.rawValue), ("notes", notes),
            ("version", "\(version)"),
        ]
        for (name, value) in fields { if let value { input.append(name, value) } }
        for (index, contact) in contacts.enumerated() {
            let row = "contact.\(index)"
            input.append("\(row).name", contact.name)
            for (name, value) in [
                ("id", contact.id?.text), ("position", contact.position), ("phone", contact.phone),
                ("email", contact.email),
            ] {
                if let value { input.append("\(row).\(name)", value) }
            }
            if contact.isPrimary { input.append("primary", "\(index)") }
        }
        return input
    }
}

extension LeadForm {
    /// The same with other contacts, whatever other leads have in common with it.
    package func replacing(contacts: [Contact]) -> LeadForm {
        LeadForm(
            company: company, email: email, phones: phones, inn: inn, segment: segment, project: project, stage: stage,
            assignee: assignee, value: value, notes: notes, contacts: contacts, isConfirmed: true, version: version)
    }

    /// The same lead of somebody else, or of nobody.
    package func assigned(to person: Person.ID?) -> LeadForm {
        LeadForm(
            company: company, email: email, phones: phones, inn: inn, segment: segment, project: project, stage: stage,
            assignee: person, value: value, notes: notes, contacts: contacts, isConfirmed: isConfirmed, version: version
        )
    }
}

extension LeadForm.Contact {
    /// One contact by itself: `name`, `position`, `phone`, `email`. Every complaint at once.
    package init(reading input: Input, id: LeadContact.ID?, isPrimary: Bool) throws(FieldErrors) {
        var field = FieldReader(input)
        let contact = Self(&field, "", id: id, isPrimary: isPrimary)
        self = try field.values(contact)
    }

    /// From the fields whose names begin with `row`; nil where one of them was refused.
    fileprivate init?(_ field: inout FieldReader, _ row: String, id: LeadContact.ID?, isPrimary: Bool) {
        let name = field.text(row + "name", length: 1...120)
        let position = field.optionalText(row + "position", atMost: 120)
        let phone = field.optional(row + "phone") { (text) throws(Complaint.Refusal) in
            guard Phones.isPhone(text) else { throw Complaint.Refusal("error.phone") }
            return text
        }
        let email = field.optional(row + "email", Email.parse)
        guard let name, let position, let phone, let email else { return nil }
        self.init(id: id, name: name, position: position, phone: phone, email: email, isPrimary: isPrimary)
    }
}

extension FieldReader {
    /// What the parser makes of the field, where anything was typed: `.some(nil)` when nothing was, nil when it was
    /// refused.
    mutating func optional<Value>(
        _ name: String, _ parser: (String) throws(Complaint.Refusal) -> Value
    ) -> Value?? {
        guard let text = input[name]?.trimmed, !text.isEmpty else { return .some(nil) }
        return parse(name, parser).map { .some($0) }
    }
}
