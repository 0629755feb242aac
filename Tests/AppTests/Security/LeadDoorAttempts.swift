import Crypto
import Models
import Postgres
import TestSupport
import Web

/// What the doors for leads need to be tried out.
extension TwoOrganizations {
    /// Whose webhook or form a path names; nil where it names none.
    func doorPlace(_ row: Rights.Row, _ place: Attempt.Ids, _ unknown: String) async throws -> String? {
        if row.pattern.hasPrefix("/hooks/leads/") {
            return place.pick(shop.organizationPublicID.rawValue, other.organizationPublicID.rawValue, unknown)
        }
        guard row.pattern.hasPrefix("/f/") else { return nil }
        let own = try await leadForm(of: shop, isOpen: true), foreign = try await leadForm(of: other, isOpen: false)
        return place.pick(own, foreign, unknown)
    }

    /// The secret or the delivery that a path names; nil where it names none.
    func doorRecord(_ row: Rights.Row, _ record: Attempt.Ids) async throws -> String? {
        if row.pattern.contains("/settings/leads/secrets/{}") {
            let own = try await leadSecret(of: shop), foreign = try await leadSecret(of: other)
            return record.pick("\(own)", "\(foreign)", "999999")
        }
        guard row.pattern.contains("/settings/leads/deliveries/{}") else { return nil }
        let own = try await leadDelivery(of: shop), foreign = try await leadDelivery(of: other)
        return record.pick("\(own)", "\(foreign)", "999999")
    }

    /// What the public form sends, and what joins two leads.
    func doorFields(_ row: Rights.Row, _ browser: Browser) async -> [(key: String, value: String)] {
        switch row.pattern {
        case "/f/{}":
            return [("company", "Lead \(Token.make().text)"), ("name", "Olena"), ("email", Self.newAddress)]
        case "/o/{}/leads/{}/merge":
            let actor = people.first { $0.value == browser.person }?.key ?? .visitor
            let other = try? await lead(of: actor, at: shop)
            return [("with", other?.text ?? ""), ("version", "1"), ("other_version", "1")]
        default: return []
        }
    }

    /// Somebody at that lead.
    func contact(at lead: Lead.ID, of site: TestSite) async throws -> LeadContact.ID {
        let id = LeadContact.ID(at: site.clock.now, random: RandomBytes.make(10))
        let organization = site.organization
        try await database.superuser.execute(
            """
            INSERT INTO lead_contacts (organization_id, id, lead_id, full_name, is_primary)
            VALUES (\(organization), \(id), \(lead), 'Olena', true)
            """)
        return id
    }

    /// A secret of the organization's door for leads.
    func leadSecret(of site: TestSite) async throws -> Int {
        let (organization, hash, person) = (
            site.organization, RandomBytes.make(32),
            people[site.organization == other.organization ? .elsewhere : .admin]
        )
        return try await database.superuser.value(
            """
            INSERT INTO lead_secrets (organization_id, secret_sha256, created_at, created_by)
            VALUES (\(organization), \(hash), now(), \(person)) RETURNING id
            """, readOnly: false) ?? 0
    }

    /// A lead that came in and says too little.
    func leadDelivery(of site: TestSite) async throws -> Int {
        let organization = site.organization
        return try await database.superuser.value(
            """
            INSERT INTO lead_deliveries (organization_id, received_at, origin, verdict, length, body, type)
            VALUES (\(organization), now(), 'webhook', 'invalid', 2, '{}', 'application/json') RETURNING id
            """, readOnly: false) ?? 0
    }

    /// The address of the organization's public form, the same each time.
    func leadForm(of site: TestSite, isOpen: Bool) async throws -> String {
        let (organization, id) = (site.organization, PublicID(random: RandomBytes.make(10)))
        try await database.superuser.execute(
            """
            INSERT INTO lead_forms (organization_id, public_id, is_open, title, fields, required, language)
            VALUES (\(organization), \(id), \(isOpen), 'Write to us', '{name,email}', '{}', 'en') ON CONFLICT DO NOTHING
            """)
        return try await database.superuser.value(
            "SELECT public_id FROM lead_forms WHERE organization_id = \(organization)", as: String.self) ?? ""
    }
}
