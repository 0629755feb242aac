package import Models
package import Postgres

extension Connection {
    /// The contacts of the form and no others. Rows that are the lead's already stay themselves, new ones take `ids` in
    /// turn. One is primary while there is any: the one that is marked, else the first.
    func keepContacts(
        _ form: LeadForm, of lead: Lead.ID, _ ids: [LeadContact.ID], _ scope: some Tenancy
    ) throws {
        let known: [LeadContact.ID] = try values(
            "SELECT id FROM lead_contacts WHERE organization_id = \(scope.organization) AND lead_id = \(lead)")
        var free = Set(known)
        let primary = form.contacts.firstIndex(where: \.isPrimary) ?? 0
        let kept = zip(form.contacts, ids).map { contact, id in contact.id.flatMap { free.remove($0) } ?? id }
        guard kept.count == form.contacts.count else { throw NotVisible() }
        try run([
            """
            DELETE FROM lead_contacts
            WHERE organization_id = \(scope.organization) AND lead_id = \(lead) AND NOT id = ANY(\(kept)::uuid[])
            """,
            """
            UPDATE lead_contacts SET is_primary = false
            WHERE organization_id = \(scope.organization) AND lead_id = \(lead) AND is_primary
            """,
            """
            INSERT INTO lead_contacts AS c (organization_id, lead_id, id, full_name, position, phone, email, is_primary)
            SELECT \(scope.organization), \(lead), n.* FROM unnest(
                \(kept)::uuid[], \(form.contacts.map(\.name))::text[], \(form.contacts.map(\.position))::text[],
                \(form.contacts.map(\.phone))::text[], \(form.contacts.map(\.email))::text[],
                \(form.contacts.indices.map { $0 == primary })::boolean[]) n
            ON CONFLICT (organization_id, id) DO UPDATE SET
                full_name = excluded.full_name, position = excluded.position, phone = excluded.phone,
                email = excluded.email, is_primary = excluded.is_primary
            WHERE c.lead_id = excluded.lead_id
            """,
        ])
    }
}

extension LeadForm {
    /// The digits of each phone, separated by blanks, as the search and the look for duplicates want them.
    var phoneDigits: String { phones.map(Phones.digits).joined(separator: " ") }
}

extension LeadContact: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], name: try row["full_name"], position: try row["position"], phone: try row["phone"],
            email: try row["email"], isPrimary: try row["is_primary"])
    }
}

/// A lead as the audit log keeps it.
enum LeadText {
    /// `stage`, `source`: of a new one.
    static func text(_ form: LeadForm, stage: String? = nil, source: Lead.Source? = nil) -> String {
        let primary = form.contacts.firstIndex(where: \.isPrimary) ?? 0
        let contacts = form.contacts.enumerated().map { index, contact in
            let known = [contact.name, contact.position, contact.phone, contact.email].compactMap { $0 }
            return (index == primary ? "★ " : "") + known.joined(separator: ", ")
        }
        let fields: [(String, String?)] = [
            ("company", form.company), ("email", form.email),
            ("phones", form.phones.isEmpty ? nil : form.phones.joined(separator: ", ")), ("inn", form.inn),
            ("segment", form.segment), ("value", form.value.map { "\($0.amount) \($0.currency.rawValue)" }),
            ("notes", form.notes.isEmpty ? nil : form.notes),
            ("contacts", contacts.isEmpty ? nil : contacts.joined(separator: "; ")), ("stage", stage),
            ("assignee", source == nil ? nil : form.assignee?.text), ("source", source?.rawValue),
        ]
        return JSONText.object(
            Dictionary(uniqueKeysWithValues: fields.compactMap { name, value in value.map { (name, $0) } }))
    }
}
