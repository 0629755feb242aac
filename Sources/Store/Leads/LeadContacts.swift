package import Models
package import Postgres

/// Whose contacts: they lie in tables alike.
enum ContactOwner {
    case lead(Lead.ID), customer(Customer.ID)

    var table: SQL {
        switch self {
        case .lead: "lead_contacts"
        case .customer: "customer_contacts"
        }
    }

    var column: SQL {
        switch self {
        case .lead: "lead_id"
        case .customer: "customer_id"
        }
    }

    fileprivate var id: SQL {
        switch self {
        case .lead(let id): "\(id)"
        case .customer(let id): "\(id)"
        }
    }

    /// Its contacts, the primary one first, then by name.
    func contacts(_ scope: some Tenancy) -> SQL {
        """
        SELECT c.id, c.full_name, c.position, c.phone, c.email, c.is_primary FROM \(table) c
        WHERE c.organization_id = \(scope.organization) AND c.\(column) = \(id)
        ORDER BY NOT c.is_primary, lower(c.full_name), c.id
        """
    }
}

extension Connection {
    /// The contacts of the form and no others. Rows that are the owner's already stay themselves, new ones take `ids` in
    /// turn. One is primary while there is any: the one that is marked, else the first.
    func keepContacts(
        _ form: LeadForm, of owner: ContactOwner, _ ids: [LeadContact.ID], _ scope: some Tenancy
    ) throws {
        let (table, column) = (owner.table, owner.column)
        let known: [LeadContact.ID] = try values(
            "SELECT id FROM \(table) WHERE organization_id = \(scope.organization) AND \(column) = \(owner.id)")
        var free = Set(known)
        let primary = form.contacts.firstIndex(where: \.isPrimary) ?? 0
        let kept = zip(form.contacts, ids).map { contact, id in contact.id.flatMap { free.remove($0) } ?? id }
        guard kept.count == form.contacts.count else { throw NotVisible() }
        try run([
            """
            DELETE FROM \(table)
            WHERE organization_id = \(scope.organization) AND \(column) = \(owner.id) AND NOT id = ANY(\(kept)::uuid[])
            """,
            """
            UPDATE \(table) SET is_primary = false
            WHERE organization_id = \(scope.organization) AND \(column) = \(owner.id) AND is_primary
            """,
            """
            INSERT INTO \(table) AS c (organization_id, \(column), id, full_name, position, phone, email, is_primary)
            SELECT \(scope.organization), \(owner.id), n.* FROM unnest(
                \(kept)::uuid[], \(form.contacts.map(\.name))::text[], \(form.contacts.map(\.position))::text[],
                \(form.contacts.map(\.phone))::text[], \(form.contacts.map(\.email))::text[],
                \(form.contacts.indices.map { $0 == primary })::boolean[]) n
            ON CONFLICT (organization_id, id) DO UPDATE SET
                full_name = excluded.full_name, position = excluded.position, phone = excluded.phone,
                email = excluded.email, is_primary = excluded.is_primary
            WHERE c.\(column) = excluded.\(column)
            """,
        ])
    }
}

extension Connection {
    /// The digits of each phone with its country's, separated by blanks, as the search and the look for duplicates want
    /// them. A number that names no country is from the organization's.
    func phoneDigits(of form: LeadForm, _ scope: some Tenancy) throws -> String {
        if form.phones.isEmpty { return "" }
        let country: Country? =
            try value("SELECT country FROM organizations WHERE id = \(scope.organization)", as: Country?.self) ?? nil
        return form.phones.map { Phones.international($0, in: country) }.joined(separator: " ")
    }

    /// By which a phone is the same with and without its country's digits.
    func phoneEndings(of form: LeadForm, _ scope: some Tenancy) throws -> [String] {
        try phoneDigits(of: form, scope).split(separator: " ").map { Phones.ending(of: String($0)) }
    }
}

extension Country: SQLEncodable, SQLDecodable {
    package var sqlText: String? { code }

    package init?(sqlText: String?) {
        guard let sqlText else { return nil }
        self.init(code: sqlText)
    }
}

extension LeadContact: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], name: try row["full_name"], position: try row["position"], phone: try row["phone"],
            email: try row["email"], isPrimary: try row["is_primary"])
    }
}

/// A lead or a customer as the audit log keeps it.
enum LeadText {
    /// `project`: the name of what it concerns. `stage`, `source`: of a new lead. `assignee`: where the form decides it.
    static func text(
        _ form: LeadForm, project: String? = nil, stage: String? = nil, source: Lead.Source? = nil,
        assignee: Person.ID? = nil
    ) -> String {
        let primary = form.contacts.firstIndex(where: \.isPrimary) ?? 0
        let contacts = form.contacts.enumerated().map { index, contact in
            let known = [contact.name, contact.position, contact.phone, contact.email].compactMap { $0 }
            return (index == primary ? "★ " : "") + known.joined(separator: ", ")
        }
        let fields: [(String, String?)] = [
            ("company", form.company), ("email", form.email),
            ("phones", form.phones.isEmpty ? nil : form.phones.joined(separator: ", ")), ("inn", form.inn),
            ("segment", form.segment), ("lead_project", project),
            ("value", form.value.map { "\($0.amount) \($0.currency.rawValue)" }),
            ("notes", form.notes.isEmpty ? nil : form.notes),
            ("contacts", contacts.isEmpty ? nil : contacts.joined(separator: "; ")), ("stage", stage),
            ("assignee", assignee?.text), ("source", source?.rawValue),
        ]
        return JSONText.object(
            Dictionary(uniqueKeysWithValues: fields.compactMap { name, value in value.map { (name, $0) } }))
    }
}
