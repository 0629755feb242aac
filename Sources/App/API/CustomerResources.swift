import HTTP
import Models
import Store
import Web

/// A customer in the list.
struct CustomerItem: Resource {
    let customer: CustomerSummary

    static let fields = [
        Field<Self>("customer_id", \.customer.id, "The customer, as it stands in addresses."),
        Field<Self>("company", \.customer.company, "The company's name."),
        Field<Self>("email", \.customer.email, "Its address; null: none. No two customers have the same."),
        Field<Self>("phones", \.customer.phones, "As typed; the first is the primary one."),
        Field<Self>("inn", \.customer.inn, "The number by which its tax office knows it."),
        Field<Self>("segment", \.customer.segment, "The kind of company, in words of the organization."),
        Field<Self>("assignee_id", \.customer.assignee, "The member who looks after it; null: nobody."),
        Field<Self>("assignee", \.customer.assigneeName, "Their name."),
        Field<Self>("contact_count", \.customer.contactCount, "How many people are known there."),
        Field<Self>("created_at", \.customer.createdAt, "When it became a customer."),
        Field<Self>(
            "last_activity_at", \.customer.lastActivityAt, "When somebody was last in touch; null: never."),
        Field<Self>("next_activity_at", \.customer.nextActivityAt, "What is due next; null: nothing is planned."),
    ]
    static let example = CustomerItem(customer: .example)
}

struct CustomersResource: Resource {
    let items: [CustomerItem]
    let total: Int?
    let previous, next: String?

    static let fields = [
        Field<Self>("items", \.items, "A page of customers in the order that was asked for."),
        Field<Self>("total", \.total, "How many match; null above 1,000, where nobody counts."),
        Field<Self>("previous", \.previous, "The cursor of the page before; null: this is the first."),
        Field<Self>("next", \.next, "The cursor of the page after; null: this is the last."),
    ]
    static let example = CustomersResource(items: [.example], total: 1, previous: nil, next: nil)
}

/// A customer with its contacts and the leads that became it.
struct CustomerResource: Resource {
    let customer: CustomerRecord

    static let fields: [Field<Self>] =
        CustomerItem.fields.map { field in Field(field, of: { CustomerItem(customer: $0.customer.summary) }) } + [
            Field<Self>("notes", \.customer.notes, "Free text."),
            Field<Self>("created_by", \.customer.createdBy, "The name of who made it; null: a program."),
            Field<Self>(
                "contacts", { root in root.customer.contacts.map { CustomerContactResource(contact: $0) } },
                "The primary one first, then by name."),
            Field<Self>(
                "lead_ids", { root in root.customer.sources.map(\.id) },
                "The leads that became it, as far as the member may see them; at most ten."),
        ]
    static let example = CustomerResource(
        customer: CustomerRecord(
            summary: .example, notes: "", createdBy: "Олена Марченко", contacts: [.example],
            sources: [CustomerRecord.Source(id: LeadSummary.example.id, company: LeadSummary.example.company)]))

    /// Of a new one, or of one that is replaced with its contacts.
    static let body = Schema(.object(LeadResource.company + LeadResource.people))
    static let bodyExample: JSON = [
        "company": "Dubok Furniture", "email": "buy@dubok.example", "phones": ["+380 67 310 44 12"],
        "inn": "32855961", "segment": "Furniture", "contacts": [LeadContactResource.bodyExample],
    ]
}

/// Somebody at a customer.
struct CustomerContactResource: Resource {
    let contact: LeadContact

    static let fields = [
        Field<Self>("contact_id", \.contact.id, "The contact."),
        Field<Self>("full_name", \.contact.name, "Their name."),
        Field<Self>("position", \.contact.position, "What they are there."),
        Field<Self>("phone", \.contact.phone, "Their number, as typed."),
        Field<Self>("email", \.contact.email, "Their address."),
        Field<Self>("is_primary", \.contact.isPrimary, "Exactly one contact of a customer is the primary one."),
    ]
    static let example = CustomerContactResource(contact: .example)
}

/// What became of a lead.
struct QualifiedResource: Resource {
    let qualified: Qualified

    static let fields = [
        Field<Self>("customer_id", \.qualified.customer, "The customer that the lead became."),
        Field<Self>("is_new", \.qualified.isNew, "False where it was so already."),
    ]
    static let example = QualifiedResource(qualified: Qualified(customer: CustomerSummary.example.id, isNew: true))
}

extension CustomerSummary {
    static let example = CustomerSummary(
        id: Customer.ID(at: .example, random: Array(31...40)), company: "Dubok Furniture",
        companyKey: "dubok furniture",
        email: "buy@dubok.example", phones: ["+380 67 310 44 12"], inn: "32855961", segment: "Furniture",
        assignee: Person.ID(at: .example, random: Array(11...20)), assigneeName: "Олена Марченко", contactCount: 1,
        createdAt: .example(hours: -40), lastActivityAt: .example(hours: -3), nextActivityAt: .example(hours: 21),
        version: 2)
}
