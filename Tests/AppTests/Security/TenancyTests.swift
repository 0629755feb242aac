import App
import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-TEN: nothing of one organization is in any answer to another.
struct TenancyTests {
    /// A text in every column that a page of its own organization shows.
    private struct Canaries {
        let mark: String

        init() { mark = "canary\(Hex.encode(RandomBytes.make(5)))" }

        /// Only the other organization has it.
        static let lead = Lead.ID(at: Instant(second: 1_795_000_000), random: RandomBytes.make(10))

        /// The columns, as the ends of the texts.
        static let seen = [
            "project", "status", "group", "body", "link", "person", "organization", "answer", "item", "buyer", "source",
            "manager", "lead",
        ]

        func put(into shop: TestSite) async throws {
            let body = """
                {"event":"order.change_order_status","context":{"id":99887766,"status_id":5,"status_group_id":1,\
                "status_changed_at":"2026-11-19T08:00:00.000000Z","created_at":"2026-11-19T08:00:00.000000Z",\
                "note":"\(mark)-body"}}
                """
            #expect(await shop.deliver(body).status == .ok)
            #expect(await shop.deliver("{\"event\":\"\(mark)-event\"}").status == .ok)
            try await shop.keepItems(
                of: 99_887_766, [OrderItem(number: 1, name: "\(mark)-item")], buyer: Buyer(name: "\(mark)-buyer"))
            try await shop.store.savePeople(
                [CRMPerson(id: 44, name: "\(mark)-manager")], [OrderSource(id: 33, name: "\(mark)-source")],
                by: shop.system, at: shop.clock.now)
            let (organization, project) = (shop.organization, shop.project)
            let database = shop.database.superuser
            for sql: SQL in [
                "UPDATE organizations SET name = \(mark) || '-organization' WHERE id = \(organization)",
                """
                UPDATE projects SET name = \(mark) || '-project', base_url = 'https://' || \(mark) || '.example/base',
                    link_pattern = 'https://' || \(mark) || '-link.example/{order}', connection_state = 'failing',
                    connection_outcome = 'unexpected', connection_status = 418, connection_text = \(mark) || '-answer',
                    connection_tried_at = now(), api_key_set_at = now()
                WHERE organization_id = \(organization)
                """,
                """
                INSERT INTO statuses (organization_id, project_id, status_id, name, alias, seen_at)
                VALUES (\(organization), \(project), 5, \(mark) || '-status', \(mark) || '-alias', now())
                ON CONFLICT (organization_id, project_id, status_id)
                DO UPDATE SET name = excluded.name, alias = excluded.alias
                """,
                "UPDATE status_groups SET name = \(mark) || '-group' WHERE project_id = \(project) AND number = 1",
                """
                INSERT INTO leads (organization_id, id, company, notes, stage_id, stage_since, source, created_at, changed_at)
                SELECT \(organization), \(Self.lead), \(mark) || '-lead', \(mark) || '-lead', s.id, now(), 'manual', now(), now()
                FROM lead_stages s WHERE s.organization_id = \(organization) ORDER BY s.position LIMIT 1
                """,
                "UPDATE rule_versions SET saved_by = NULL WHERE project_id = \(project)",
                """
                UPDATE people SET name = \(mark) || '-person'
                WHERE id IN (SELECT person_id FROM memberships WHERE organization_id = \(organization))
                """,
            ] { try await database.execute(sql) }
        }
    }

    private static func paths(_ shop: TestSite, _ site: Site, order: Int, delivery: Int) -> [String] {
        site.router.routes.filter { $0.method == .get && $0.access != .hook }.map { route in
            let text = route.pattern.text
            let place = text.hasPrefix("/o/") ? shop.organizationPublicID : shop.projectPublicID
            let record = text.contains("orders") ? order : text.contains("deliveries") ? delivery : 1
            let isLead = text.contains("/leads/{}")
            return text.filled([place.rawValue, isLead ? Canaries.lead.text : "\(record)"])
        }
    }

    private static func texts(_ answer: Response) -> String {
        answer.text + answer.headers.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }

    @Test func `no page, denied or not, shows anything of another organization`() async throws {
        let world = try await TwoOrganizations()
        let canaries = Canaries()
        try await canaries.put(into: world.other)
        let delivery = try await world.delivery(of: world.other)
        let foreign = Self.paths(world.other, world.shop.site, order: 99_887_766, delivery: delivery)
        let own = Self.paths(
            world.shop, world.shop.site, order: TwoOrganizations.shopOrder,
            delivery: try await world.delivery(of: world.shop))
        // Own places with the other's records.
        let mixed = Self.paths(world.shop, world.shop.site, order: 99_887_766, delivery: delivery)
        for actor in [Actor.visitor, .viewer, .manager, .admin] {
            let browser = try await world.newBrowser(of: actor)
            for path in Set(foreign + own + mixed) {
                let answer = await browser.get(path)
                #expect(!Self.texts(answer).contains(canaries.mark), "\(path) as \(actor.rawValue)")
                if actor != .visitor, foreign.contains(path), path.hasPrefix("/p/") || path.hasPrefix("/o/") {
                    #expect(answer.status == .notFound, "\(path) as \(actor.rawValue)")
                }
            }
        }
        // The proof that there was something to see.
        let member = try await world.other.signIn(as: .admin)
        let person = try #require(member.person)
        let mark = canaries.mark
        try await world.database.superuser.execute(
            "UPDATE people SET name = \(mark) || '-person' WHERE id = \(person)")
        var all = ""
        for path in foreign + [
            "/p/\(world.other.projectPublicID.rawValue)/deliveries/\(delivery - 1)",
            "/p/\(world.other.projectPublicID.rawValue)/orders?state=all",
        ] {
            all += Self.texts(await member.get(path))
        }
        let unseen = Canaries.seen.filter { !all.contains("\(mark)-\($0)") }
        #expect(unseen == [], "shown to its own organization")
        try await world.database.drop()
    }

    @Test func `someone in both sees of each only what the address names`() async throws {
        let world = try await TwoOrganizations()
        let canaries = Canaries()
        try await canaries.put(into: world.other)
        let person = try await world.shop.addPerson()
        try await world.shop.join(person, as: .admin)
        try await world.other.join(person, as: .viewer, inProject: false)
        let browser = try await world.shop.browser(of: person)
        let shop = world.shop
        for path in Self.paths(shop, shop.site, order: 7, delivery: try await world.delivery(of: shop))
        where path.hasPrefix("/p/") || path.hasPrefix("/o/") {
            let answer = await browser.get(path)
            // These need a record of their own kind, or lead on; RightsTests gives them one.
            let needsMore = [
                "/members/", "/orders/views/7", "/leads/views/1", "/leads/bulk", "/leads/\(Canaries.lead.text)",
                "/activities/1",
                "/customers/1", "/stages/1", "/orders/bulk", "/settings/jobs/1", "/tokens/1", "/logo/1",
                "/settings/leads/secrets/1", "/settings/leads/deliveries/1", "/files/1",
            ].contains {
                path.contains($0)
            }
            #expect(answer.status == .ok || needsMore, "\(path)")
            #expect(!Self.texts(answer).contains(canaries.mark), "\(path)")
        }
        // A role counts in its own organization alone.
        #expect(await browser.get("/o/\(world.other.organizationPublicID.rawValue)").status == .ok)
        #expect(await browser.get("/o/\(world.other.organizationPublicID.rawValue)/projects/new").status == .forbidden)
        #expect(await browser.get("/p/\(world.other.projectPublicID.rawValue)/orders").status == .notFound)
        let home = await browser.get("/").text
        #expect(home.contains("\(canaries.mark)-organization") && !home.contains("\(canaries.mark)-project"))
        try await world.database.drop()
    }

    @Test func `names taken in one organization are free in another`() async throws {
        let world = try await TwoOrganizations()
        let path = "/o/\(world.shop.organizationPublicID.rawValue)/projects"
        let form = try #require(PageForm(in: await world.clerk.get(path + "/new"), to: path))
        let boss = try await world.other.signIn(as: .admin)
        let theirs = "/o/\(world.other.organizationPublicID.rawValue)/projects"
        #expect(await boss.submit(theirs, form.with("name", "Only one")).status == .seeOther)
        #expect(await world.clerk.submit(path, form.with("name", "Only one")).status == .seeOther)
        #expect(await world.clerk.submit(path, form.with("name", "ONLY ONE")).status == .unprocessable)
        try await world.database.drop()
    }
}
