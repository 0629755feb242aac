import HTTP
import Models
import Store
import Web

extension Lead.Source: Described {}
extension LeadValue.Currency: Described {}
extension LeadStage.Kind: Described {}
extension LeadState: Described {}
extension StageColor: Described {}

/// A lead in the list.
struct LeadItem: Resource {
    let lead: LeadSummary
    let stage: LeadStage?

    static let fields = [
        Field<Self>("lead_id", \.lead.id, "The lead, as it stands in addresses."),
        Field<Self>("company", \.lead.company, "The company's name."),
        Field<Self>("email", \.lead.email, "Its address; null: none. No two leads have the same."),
        Field<Self>("phones", \.lead.phones, "As typed; the first is the primary one."),
        Field<Self>("inn", \.lead.inn, "The number by which its tax office knows it."),
        Field<Self>("segment", \.lead.segment, "The kind of company, in words of the organization."),
        Field<Self>("project_id", \.lead.project?.publicID, "The project it concerns; null: none in particular."),
        Field<Self>("stage_id", \.lead.stage, "The stage it stands in."),
        Field<Self>("stage", { $0.stage?.name ?? "" }, "The stage's name."),
        Field<Self>(
            "state", { root in root.stage.map { LeadState(root.lead, in: $0.kind) } },
            "Where it stands, whatever the stages are: new until somebody was in touch, then contacted; qualified, lost."
        ),
        Field<Self>("assignee_id", \.lead.assignee, "The member who works on it; null: nobody."),
        Field<Self>("assignee", \.lead.assigneeName, "Their name."),
        Field<Self>("score", \.lead.score, "How promising it is, by the organization's rules."),
        Field<Self>("contact_count", \.lead.contactCount, "How many people are known there."),
        Field<Self>("created_at", \.lead.createdAt, "When it came."),
        Field<Self>("last_activity_at", \.lead.lastActivityAt, "When somebody was last in touch; null: never."),
        Field<Self>("next_activity_at", \.lead.nextActivityAt, "What is due next; null: nothing is planned."),
    ]
    static let example = LeadItem(lead: .example, stage: LeadStageResource.example.stage)
}

struct LeadsResource: Resource {
    let items: [LeadItem]
    let total: Int?
    let previous, next: String?

    static let fields = [
        Field<Self>("items", \.items, "A page of leads in the order that was asked for."),
        Field<Self>("total", \.total, "How many match; null above 1,000, where nobody counts."),
        Field<Self>("previous", \.previous, "The cursor of the page before; null: this is the first."),
        Field<Self>("next", \.next, "The cursor of the page after; null: this is the last."),
    ]
    static let example = LeadsResource(items: [.example], total: 1, previous: nil, next: nil)
}

/// Somebody at a lead.
struct LeadContactResource: Resource {
    let lead: Lead.ID
    let contact: LeadContact

    static let fields = [
        Field<Self>("contact_id", \.contact.id, "The contact, as it stands in addresses."),
        Field<Self>("lead_id", \.lead, "The lead they belong to."),
        Field<Self>("full_name", \.contact.name, "Their name."),
        Field<Self>("position", \.contact.position, "What they are there."),
        Field<Self>("phone", \.contact.phone, "Their number, as typed."),
        Field<Self>("email", \.contact.email, "Their address."),
        Field<Self>("is_primary", \.contact.isPrimary, "Exactly one contact of a lead is the primary one."),
    ]
    static let example = LeadContactResource(lead: LeadSummary.example.id, contact: .example)

    /// Nothing stands at either end, and no control character inside.
    static let line = #"^[^\u0000-\u0020\u007f]([^\u0000-\u001f\u007f]*[^\u0000-\u0020\u007f])?$"#

    static let body = Schema(
        .object([
            Schema.Member("full_name", .text(1...120, pattern: line, "Their name.")),
            Schema.Member(
                "position", .text(0...120, pattern: orNothing, "What they are there.").orNull, isRequired: false),
            Schema.Member("phone", Phones.schema.orNull, isRequired: false),
            Schema.Member("email", Email.schema.orNull, isRequired: false),
            Schema.Member(
                "is_primary", Schema(.boolean, "Makes it the primary one; the first is so by itself."),
                isRequired: false),
        ]))
    static let bodyExample: JSON = [
        "full_name": "Марія Ковальчук", "position": "Buyer", "phone": "+380 67 310 44 12",
        "email": "maria@example.com",
    ]

    /// Lines of anything but control characters.
    static let prose = #"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"#

    static let orNothing = #"^([^\u0000-\u0020\u007f]([^\u0000-\u001f\u007f]*[^\u0000-\u0020\u007f])?)?$"#
}

struct LeadContactsResource: Resource {
    let items: [LeadContactResource]

    static let fields = [Field<Self>("items", \.items, "The primary one first, then by name.")]
    static let example = LeadContactsResource(items: [.example])
}

extension Phones {
    static let schema = Schema.text(
        5...40, pattern: #"^[+(]?[0-9][0-9 ()./\-]*$"#, "5 to 15 digits, written as you like.")
}

extension Email {
    static let schema = Schema.text(
        3...254,
        pattern:
            #"^[A-Za-z0-9._%+\-]+@[A-Za-z0-9]([A-Za-z0-9\-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9\-]*[A-Za-z0-9])?)+$"#,
        "An address.")
}

extension LeadSummary {
    static let example = LeadSummary(
        id: Lead.ID(at: .example, random: Array(1...10)), company: "Dubok Furniture", companyKey: "dubok furniture",
        email: "buy@dubok.example", phones: ["+380 67 310 44 12"], inn: "32855961", segment: "Furniture", stage: 4,
        assignee: Person.ID(at: .example, random: Array(11...20)), assigneeName: "Олена Марченко", contactCount: 1,
        score: 62, createdAt: .example(hours: -40), lastActivityAt: .example(hours: -3),
        nextActivityAt: .example(hours: 21), version: 3)
}

extension LeadContact {
    static let example = LeadContact(
        id: LeadContact.ID(at: .example, random: Array(21...30)), name: "Марія Ковальчук", position: "Buyer",
        phone: "+380 67 310 44 12", email: "maria@example.com", isPrimary: true)
}
