import Crypto
import HTTP
import Models
import Postgres
import TestSupport
import Web

/// Leads, customers and stages for the calls of every route.
extension TwoOrganizations {
    /// The id of what the address of the selling half names; nil for another address.
    func saleRecord(_ row: Rights.Row, _ record: Attempt.Ids, _ actor: Actor) async throws -> String? {
        if row.pattern.contains("/leads/views/{}") {
            let own = try await view(of: actor, at: shop, list: "leads")
            let foreign = try await view(of: .elsewhere, at: other, list: "leads")
            return record.pick("\(own)", "\(foreign)", "999999")
        }
        if row.pattern.contains("/leads/{}") {
            let unknown = Lead.ID(at: shop.clock.now, random: RandomBytes.make(10))
            let own = try await lead(of: actor, at: shop), foreign = try await lead(of: .elsewhere, at: other)
            return record.pick(own.text, foreign.text, unknown.text)
        }
        if row.pattern.contains("/customers/{}") {
            let unknown = Customer.ID(at: shop.clock.now, random: RandomBytes.make(10))
            let own = try await customer(of: actor, at: shop), foreign = try await customer(of: .elsewhere, at: other)
            return record.pick(own.text, foreign.text, unknown.text)
        }
        if row.pattern.contains("/files/{}") {
            let unknown = Attachment.ID(at: shop.clock.now, random: RandomBytes.make(10))
            let own = try await file(of: actor, at: shop), foreign = try await file(of: .elsewhere, at: other)
            return record.pick(own.text, foreign.text, unknown.text)
        }
        guard row.pattern.contains("/stages/{}") else { return nil }
        return switch record {
        case .own: "\(try await newStage(at: shop))"
        case .foreign: "\(try await newStage(at: other))"
        case .missing: "999999999"
        }
    }

    /// What a form of that half sends when it is filled in correctly; nil for another route.
    func saleFields(_ row: Rights.Row) async throws -> [(key: String, value: String)]? {
        switch row.pattern {
        case "/o/{}/leads/new", "/o/{}/leads/{}/edit":
            return [
                ("company", "Lead \(Token.make().text)"), ("contact.0.name", "Olena"), ("primary", "0"),
                ("version", row.pattern.hasSuffix("/new") ? "0" : "1"),
            ]
        case "/o/{}/leads/{}/join":
            return [
                ("company", "Lead \(Token.make().text)"), ("version", "0"), ("lead_version", "1"),
                ("take.company", "other"),
            ]
        case "/o/{}/leads/{}/assignee": return [("assignee", ""), ("version", "1")]
        case "/o/{}/leads/{}/stage": return [("stage", try await laterStage()), ("version", "1")]
        case "/o/{}/leads/{}/qualify", "/o/{}/leads/{}/reopen": return []
        case "/o/{}/customers/new", "/o/{}/customers/{}/edit":
            return [("company", "Customer"), ("version", row.pattern.hasSuffix("/new") ? "0" : "1")]
        case "/o/{}/customers/{}/delete": return []
        case "/o/{}/settings/stages", "/o/{}/settings/stages/{}":
            return [
                ("name", "Stage \(Token.make().text.prefix(20))"), ("color", "c3"), ("kind", "open"),
                ("version", row.pattern.hasSuffix("/{}") ? "1" : "0"),
            ]
        case "/o/{}/settings/stages/{}/order": return [("direction", "up")]
        case "/o/{}/settings/stages/{}/delete": return [("target", try await firstStage())]
        case "/o/{}/settings/lead-scores":
            let organization = shop.organization
            let version: Int? = try await database.superuser.value(
                "SELECT version FROM lead_scoring WHERE organization_id = \(organization)")
            return [
                ("rule.0.kind", "segment"), ("rule.0.value", String(Token.make().text.prefix(20))),
                ("rule.0.points", "5"),
                ("version", "\(version ?? 0)"),
            ]
        case "/o/{}/settings/lead-assignment":
            let organization = shop.organization
            let version: Int? = try await database.superuser.value(
                "SELECT version FROM lead_assignment WHERE organization_id = \(organization)")
            let person: String? = try await database.superuser.value(
                """
                SELECT person_id::text FROM memberships
                WHERE organization_id = \(organization) AND is_active AND role = 'admin' ORDER BY person_id LIMIT 1
                """)
            return [
                ("rule.0.segment", String(Token.make().text.prefix(20))), ("rule.0.source", "form"),
                ("rule.0.people", person ?? ""), ("version", "\(version ?? 0)"),
            ]
        case "/o/{}/settings/lead-scores/calls":
            let organization = shop.organization
            let version: Int? = try await database.superuser.value(
                "SELECT calls_version FROM lead_scoring WHERE organization_id = \(organization)")
            return [
                ("threshold", "\(Int.random(in: 1...100))"), ("call_hours", "24"), ("escalate_hours", "24"),
                ("version", "\(version ?? 0)"),
            ]
        case "/o/{}/settings/refusal-reasons":
            let action = "/o/\(shop.organizationPublicID.rawValue)/settings/refusal-reasons"
            let list = await clerk.get("/o/\(shop.organizationPublicID.rawValue)/settings/stages")
            return PageForm(in: list, to: action)?.with("reasons", Token.make().text) ?? []
        default: return nil
        }
    }

    /// A lead in the first stage that they work on; nobody's where they are no member of that organization.
    func lead(of actor: Actor, at site: TestSite) async throws -> Lead.ID {
        let isMember = actor.role != nil && (actor == .elsewhere) == (site.organization == other.organization)
        let (organization, person) = (site.organization, isMember ? people[actor] : nil)
        let id = Lead.ID(at: site.clock.now, random: RandomBytes.make(10))
        try await database.superuser.execute(
            """
            INSERT INTO leads (organization_id, id, company, stage_id, stage_since, assigned_to, source, created_at, changed_at)
            SELECT \(organization), \(id), 'Dubok', s.id, now(), \(person), 'manual', now(), now() FROM lead_stages s
            WHERE s.organization_id = \(organization) ORDER BY s.position LIMIT 1
            """)
        return id
    }

    /// A customer that they look after; nobody's where they are no member of that organization.
    func customer(of actor: Actor, at site: TestSite) async throws -> Customer.ID {
        let isMember = actor.role != nil && (actor == .elsewhere) == (site.organization == other.organization)
        let (organization, person) = (site.organization, isMember ? people[actor] : nil)
        let id = Customer.ID(at: site.clock.now, random: RandomBytes.make(10))
        try await database.superuser.execute(
            """
            INSERT INTO customers (organization_id, id, company, assigned_to, created_at, changed_at)
            VALUES (\(organization), \(id), 'Dubok', \(person), now(), now())
            """)
        return id
    }

    /// A file of such a lead, which they added; somebody else where they are no member of that organization.
    func file(of actor: Actor, at site: TestSite) async throws -> Attachment.ID {
        let lead = try await lead(of: actor, at: site)
        let (organization, person) = (site.organization, people[actor])
        let id = Attachment.ID(at: site.clock.now, random: RandomBytes.make(10))
        try await database.superuser.execute(
            """
            INSERT INTO files (organization_id, id, kind, name, content, saved_at)
            VALUES (\(organization), \(id), 'text', 'a.txt', 'text', now())
            """)
        try await database.superuser.execute(
            """
            INSERT INTO attachments (organization_id, file_id, lead_id, added_by, added_at)
            SELECT m.organization_id, \(id), \(lead), m.person_id, now() FROM memberships m
            WHERE m.organization_id = \(organization)
            ORDER BY m.person_id IS DISTINCT FROM \(person), m.person_id LIMIT 1
            """)
        return id
    }

    /// A stage that no lead stands in.
    func newStage(at site: TestSite) async throws -> Int {
        let (organization, name) = (site.organization, "Spare \(Token.make().text.prefix(20))")
        return try await database.superuser.value(
            """
            INSERT INTO lead_stages (organization_id, name, position, color) VALUES (\(organization), \(name), 4, 'c4')
            RETURNING id
            """, readOnly: false) ?? 0
    }

    /// The stage of the own organization that leads begin in.
    func firstStage() async throws -> String {
        let organization = shop.organization
        let id: Int? = try await database.superuser.value(
            "SELECT id FROM lead_stages WHERE organization_id = \(organization) ORDER BY position, id LIMIT 1")
        return "\(id ?? 0)"
    }

    /// A stage of the own organization behind the first.
    func laterStage() async throws -> String {
        let organization = shop.organization
        let id: Int? = try await database.superuser.value(
            "SELECT id FROM lead_stages WHERE organization_id = \(organization) ORDER BY position DESC LIMIT 1")
        return "\(id ?? 0)"
    }
}
