import Forms
import HTTP
import Models
import Store
import Web

/// A lead with its contacts.
struct LeadResource: Resource {
    let lead: LeadRecord
    let stage: LeadStage?

    static let fields: [Field<Self>] =
        LeadItem.fields.map { field in
            Field(field, of: { LeadItem(lead: $0.lead.summary, stage: $0.stage) })
        } + [
            Field<Self>("stage_since", \.lead.stageSince, "Since when it stands in its stage."),
            Field<Self>("source", \.lead.source, "How it got here."),
            Field<Self>("value", \.lead.value?.amount, "What is expected from it: 12500 or 12500.50; null: unknown."),
            Field<Self>("currency", \.lead.value?.currency, "The currency of value."),
            Field<Self>("notes", \.lead.notes, "Free text."),
            Field<Self>("external_id", \.lead.externalID, "Its number in an outside system."),
            Field<Self>("created_by", \.lead.createdBy, "The name of who entered it; null: a program."),
            Field<Self>(
                "contacts",
                { root in root.lead.contacts.map { LeadContactResource(lead: root.lead.summary.id, contact: $0) } },
                "The primary one first, then by name."),
        ]
    static let example = LeadResource(
        lead: LeadRecord(
            summary: .example, source: .webhook, stageSince: .example(hours: -5),
            value: LeadValue(minor: 1_250_000, currency: .uah), notes: "", externalID: nil,
            createdBy: "Олена Марченко", contacts: [.example]), stage: LeadStageResource.example.stage)

    /// `contacts`: for a new one, whose contacts may come with it.
    static func body(contacts: Bool) -> Schema {
        let value = [
            Schema.Member(
                "value",
                .text(0...15, pattern: #"^([0-9]{1,12}([.][0-9]{1,2})?)?$"#, "What is expected: 12500.50").orNull,
                isRequired: false),
            Schema.Member(
                "currency", .choice(LeadValue.Currency.self, "Of the value; needed with it.").orNull, isRequired: false),
        ]
        let project = Schema.Member(
            "project", PublicID.schema.saying("The project_id of the project it concerns.").orNull, isRequired: false)
        let stage = Schema.Member(
            "stage", Schema(.integer(1...Int.max >> 11), "The number of a stage; the first when left out.").orNull,
            isRequired: false)
        return Schema(.object(company + value + [project] + (contacts ? [stage] + people : [])))
    }

    /// What leads and customers have in common.
    static let company = {
        let text = LeadContactResource.orNothing
        return [
            Schema.Member("company", .text(1...200, pattern: LeadContactResource.line, "The company's name.")),
            Schema.Member("email", Email.schema.saying("No two have the same.").orNull, isRequired: false),
            Schema.Member(
                "phones", Schema(.list(Phones.schema, most: Phones.most), "The first is the primary one."),
                isRequired: false),
            Schema.Member(
                "inn",
                .text(
                    0...20, pattern: text, "The tax number; where its country's rule is known its check digit must fit."
                )
                .orNull, isRequired: false),
            Schema.Member("segment", .text(0...60, pattern: text, "The kind of company.").orNull, isRequired: false),
            Schema.Member(
                "notes", Schema.text(0...10_000, pattern: LeadContactResource.prose, "Free text.").orNull,
                isRequired: false),
            Schema.Member(
                "anyway",
                Schema(.boolean, "Save although another has the phone or tax number, or its check digit is wrong."),
                isRequired: false),
        ]
    }()

    /// Who works on it, and who is there.
    static let people = [
        Schema.Member(
            "assignee", Person.ID.schema.saying("Who works on it; nobody when left out.").orNull, isRequired: false),
        Schema.Member(
            "contacts", Schema(.list(LeadContactResource.body, most: LeadForm.mostContacts), "Who is there."),
            isRequired: false),
    ]

    static let bodyExample: JSON = [
        "company": "Dubok Furniture", "email": "buy@dubok.example", "phones": ["+380 67 310 44 12"],
        "inn": "32855961", "segment": "Furniture", "value": "12500.50", "currency": "UAH",
    ]
}

extension Input {
    /// What a program sends about a lead, under the names of the form.
    var leadForm: Input {
        var form = Input.none
        form.append("version", "0")
        for name in [
            "company", "email", "inn", "segment", "project", "stage", "assignee", "value", "currency", "notes",
            "anyway",
        ] {
            if let value = self[name] { form.append(name, value) }
        }
        form.append("phones", all("phones").joined(separator: ", "))
        let contacts = group("contacts")
        for number in contacts.keys {
            for field in contacts.group(number).contactForm.fields {
                form.append("contact.\(number).\(field.name)", field.value)
            }
            if contacts["\(number).is_primary"] == "true", form["primary"] == nil { form.append("primary", number) }
        }
        return form
    }

    /// The same of one contact.
    var contactForm: Input {
        Input(fields.map { Field($0.name == "full_name" ? "name" : $0.name, $0.value) })
    }
}

extension FieldErrors {
    /// With the names that the program used.
    var ofLead: FieldErrors {
        var errors = FieldErrors.none
        for entry in entries {
            let isContact = entry.field.hasPrefix("contact.")
            let field = isContact ? "contacts." + entry.field.dropFirst("contact.".count) : entry.field
            errors.add(
                entry.complaint,
                to: isContact && field.hasSuffix(".name") || field == "name" ? field.dropLast(4) + "full_name" : field)
        }
        return errors
    }
}
