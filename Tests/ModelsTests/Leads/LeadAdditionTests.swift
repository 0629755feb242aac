import Forms
import Models
import Testing

/// What was typed of a new lead, added to one that is there.
struct LeadAdditionTests {
    private static let now = Instant(second: 1_795_000_000)

    private static func contact(_ name: String, phone: String? = nil, email: String? = nil, isPrimary: Bool = false)
        -> LeadForm.Contact
    {
        LeadForm.Contact(id: nil, name: name, position: nil, phone: phone, email: email, isPrimary: isPrimary)
    }

    private static func lead(
        email: String? = nil, phones: [String] = [], notes: String = "", contacts: [LeadContact] = []
    ) -> LeadRecord {
        let summary = LeadSummary(
            id: Lead.ID(at: now, random: []), company: "Dubok", companyKey: "dubok", email: email, phones: phones,
            inn: nil, segment: "Wood", stage: 1, assignee: nil, assigneeName: nil,
            contactCount: contacts.count, score: 0, createdAt: now, lastActivityAt: nil, nextActivityAt: nil, version: 4
        )
        return LeadRecord(
            summary: summary, source: .manual, stageSince: now, value: nil, notes: notes, externalID: nil,
            createdBy: nil, contacts: contacts)
    }

    private static func joined(_ typed: LeadForm, _ lead: LeadRecord, taking: [String] = []) throws -> LeadForm {
        var input = Input(["lead_version": "4"])
        for name in taking { input.append("take.\(name)", "other") }
        return try LeadAddition(typed, reading: input).form(for: lead)
    }

    @Test func `what is chosen is taken, and phones and notes of both stay`() throws {
        let typed = LeadForm(
            company: "ТОВ «Дубок»", email: "new@b.example", phones: ["067 111-22-33", "0442223344"], segment: nil,
            value: LeadValue(minor: 500, currency: .eur), notes: "Called on Monday")
        let lead = Self.lead(email: "old@b.example", phones: ["+380 67 1112233"], notes: "Old")
        let kept = try Self.joined(typed, lead)
        #expect(kept.company == "Dubok" && kept.email == "old@b.example" && kept.segment == "Wood")
        #expect(kept.value == nil && kept.notes == "Old\n\nCalled on Monday" && kept.version == 4)
        #expect(kept.phones.first == "+380 67 1112233" && kept.phones.contains("0442223344"))
        let taken = try Self.joined(typed, lead, taking: ["company", "email", "value", "stage", "nonsense"])
        #expect(taken.company == "ТОВ «Дубок»" && taken.email == "new@b.example" && taken.value == typed.value)
        #expect(taken.segment == "Wood", "what was not chosen stays")
        #expect(try Self.joined(LeadForm(company: "X", notes: "Old"), lead).notes == "Old", "not twice")
        #expect(try Self.joined(LeadForm(company: "X", notes: "New"), Self.lead()).notes == "New")
    }

    @Test func `people are put together where nothing is said differently of them, else both stay`() throws {
        let olena = LeadContact(
            id: LeadContact.ID(at: Self.now, random: [1]), name: "Olena", position: nil, phone: "+380671112233",
            email: nil, isPrimary: true)
        let typed = LeadForm(
            company: "Dubok",
            contacts: [
                Self.contact("olena", phone: "+380 67 111 22 33", email: "o@b.example", isPrimary: true),
                Self.contact("Olena", phone: "+380679999999"), Self.contact("Svitlana"),
            ])
        let people = try Self.joined(typed, Self.lead(contacts: [olena])).contacts
        #expect(people.map(\.name) == ["Olena", "Olena", "Svitlana"])
        #expect(people[0].id == olena.id && people[0].email == "o@b.example" && people[0].isPrimary)
        #expect(people[1].phone == "+380679999999" && !people.dropFirst().contains { $0.isPrimary || $0.id != nil })
        #expect(try Self.joined(typed, Self.lead()).contacts.first?.isPrimary == true)
    }

    @Test func `what there is no room for is refused instead of being lost`() throws {
        let many = (0..<LeadForm.mostContacts).map { Self.contact("Person \($0)") }
        let one = LeadContact(
            id: LeadContact.ID(at: Self.now, random: [1]), name: "Olena", position: nil, phone: nil, email: nil,
            isPrimary: true)
        let cases: [(LeadForm, LeadRecord, String)] = [
            (LeadForm(company: "X", contacts: many), Self.lead(contacts: [one]), "error.merge_contacts"),
            (
                LeadForm(company: "X", phones: (0..<Phones.most).map { "+38067000000\($0)" }),
                Self.lead(phones: ["+380440000000"]), "error.merge_phones"
            ),
            (
                LeadForm(company: "X", notes: String(repeating: "n", count: 9_000)),
                Self.lead(notes: String(repeating: "o", count: 2_000)), "error.too_long"
            ),
        ]
        for (typed, lead, key) in cases {
            let refusal = #expect(throws: Complaint.Refusal.self) { try Self.joined(typed, lead) }
            #expect(refusal?.complaint.key == key)
        }
    }
}
