import App
import Crypto
import HTTP
import Models
import Postgres
import TestSupport
import Testing
import Web

/// AUTHZ for the JSON door: every route × token, scope and role × own, foreign and missing ids.
struct ProgramRightsTests {
    @Test func `every route for programs has its row in the table and every row its route`() async throws {
        let rows = try ProgramRights().rows
        let routes = try await TestSite().site.router.routes.filter(\.access.isForPrograms)
        for route in routes {
            let name = "\(route.method.rawValue) \(route.pattern.text)"
            let row = rows.first { $0.name == name }
            #expect(row?.access == route.access.description, "docs/rights.md on \(name)")
        }
        let there = Set(routes.map { "\($0.method.rawValue) \($0.pattern.text)" })
        #expect(Set(rows.map(\.name)).subtracting(there).sorted() == [], "rows without a route")
        #expect(Set(rows.map(\.name)).count == rows.count)
    }

    @Test(.timeLimit(.minutes(10)))
    func `every route answers every token as the table says, and what is refused changes nothing`() async throws {
        let world = try await TwoOrganizations()
        let programs = try await world.programs()
        var calls = 0
        for row in try ProgramRights().rows {
            for actor in ProgramActor.allCases {
                let program = try await world.program(actor, of: programs, for: row)
                for ids in Attempt.Ids.allCases where ids == .own || row.pattern.contains("{}") {
                    guard let expected = row.expected(actor, ids) else { continue }
                    let path = row.pattern.filled(
                        try await world.programIDs(ids, row.name, Actor(rawValue: actor.rawValue)))
                    let body = try await world.programBody(row.name)
                    let before = try await world.database.tableHashes
                    let answer = await program.send(row.method, path, body, headers: ["if-match": "*"])
                    let name = "\(row.name) with \(ids.rawValue) ids as \(actor.rawValue)"
                    #expect(answer.status.code == expected, "\(name): \(answer.text)")
                    calls += 1
                    guard [401, 403, 404].contains(expected) else { continue }
                    let changes = try await world.database.tableHashes.changes(since: before)
                    #expect(changes.filter { $0 != "buckets" } == [], "\(name)")
                    #expect(answer.headers["content-type"] == "application/problem+json", "\(name)")
                }
            }
        }
        try await world.tryForeignRecords(of: programs)
        #expect(calls >= ProgramActor.allCases.count * (try ProgramRights().rows.count))
        #expect(!world.shop.log.lines.contains { $0.contains("\"incident\"") }, "\(world.shop.log.lines)")
        try await world.database.drop()
    }

    @Test func `a right that was taken away is gone at once, whatever the token's scopes`() async throws {
        let shop = try await TestSite()
        let person = try await shop.member(as: .admin)
        let program = Program(shop.site, token: try await shop.token(of: person, as: .admin).text)
        #expect(try JSON(parsing: await program.get("/api/v1/me").body)["role"]?.string == "admin")
        try await shop.database.superuser.execute("UPDATE memberships SET role = 'viewer' WHERE person_id = \(person)")
        #expect(try JSON(parsing: await program.get("/api/v1/me").body)["role"]?.string == "viewer")
    }
}

extension ProgramRights.Row {
    /// nil where the table says nothing: the other organization's admin with its own ids.
    fileprivate func expected(_ actor: ProgramActor, _ ids: Attempt.Ids) -> Int? {
        guard let cell = cells[actor] else { return nil }
        if ids == .own { return cell }
        let isOfPlace = pattern.hasPrefix("/api/v1/projects/") && (actor == .outsider || isOfRole(actor))
        if [401, 403].contains(cell), !isOfPlace { return cell }
        if actor == .elsewhere, ids == .foreign { return nil }
        return 404
    }

    /// The cell is about a role: a foreign project is 404 before any role is asked.
    private func isOfRole(_ actor: ProgramActor) -> Bool {
        [.viewer, .rep, .manager, .admin, .elsewhere].contains(actor)
    }
}

extension TwoOrganizations {
    fileprivate func programs() async throws -> [ProgramActor: Program] {
        var programs: [ProgramActor: Program] = [:]
        let known: [(ProgramActor, Actor)] = [
            (.viewer, .viewer), (.rep, .rep), (.manager, .manager), (.admin, .admin), (.outsider, .outsider),
            (.elsewhere, .elsewhere),
        ]
        for (actor, member) in known {
            let person = try #require(people[member])
            let site = actor == .elsewhere ? other : shop
            programs[actor] = Program(shop.site, token: try await site.token(of: person, as: .admin).text)
        }
        programs[.noToken] = Program(shop.site, token: nil)
        programs[.wrongToken] = Program(shop.site, token: APIToken.make(for: "test").text)
        return programs
    }

    /// The same token for every route; one without the scope is made for the route. Each has been used, so that a
    /// refusal finds nothing left to write.
    fileprivate func program(
        _ actor: ProgramActor, of programs: [ProgramActor: Program], for row: ProgramRights.Row
    ) async throws -> Program {
        var program = programs[actor]
        if actor == .withoutScope {
            let wanted = row.access.split(separator: ",").first.flatMap { TokenScope(rawValue: String($0)) }
            let person = try #require(people[.admin])
            let scopes = TokenScope.allCases.filter { $0 != wanted }
            program = Program(shop.site, token: try await shop.token(of: person, as: .admin, scopes: scopes).text)
        }
        let used = try #require(program)
        _ = await used.get("/api/v1/me")
        return used
    }

    /// One's own project with somebody else's record, or none's.
    fileprivate func tryForeignRecords(of programs: [ProgramActor: Program]) async throws {
        let admin = try #require(programs[.admin])
        let state = try await database.tableHashes
        for row in try ProgramRights().rows
        where row.pattern.hasPrefix("/api/v1/projects/{}/")
            && row.pattern.dropFirst("/api/v1/projects/{}".count).contains("{}")
        {
            for ids in [Attempt.Ids.foreign, .missing] {
                let path = row.pattern.filled([
                    shop.projectPublicID.rawValue, try await programIDs(ids, row.name, .admin)[1],
                ])
                let answer = await admin.send(
                    row.method, path, ProgramSamples.body(row.name), headers: ["if-match": "*"])
                #expect(answer.status == .notFound, "\(row.name) \(path)")
            }
        }
        #expect(try await database.tableHashes.changes(since: state).filter { $0 != "buckets" } == [])
    }
}

extension TwoOrganizations {
    /// A body that the route takes, by its method and address; about a lead that is nobody's where it needs one.
    func programBody(_ name: String) async throws -> String? {
        guard let sample = ProgramSamples.body(name) else { return nil }
        let body = sample.replacing("UNIQUE", with: Token.make().text.prefix(20))
        return body.contains("LEAD") ? body.replacing("LEAD", with: try await lead(of: .visitor, at: shop).text) : body
    }

    /// What stands in the address of a route: the project and its order or group, or the record of the selling half. Of
    /// people in the organization it is one of their own; nil: of none of them.
    func programIDs(_ ids: Attempt.Ids, _ name: String, _ actor: Actor?) async throws -> [String] {
        let pattern = name.split(separator: " ").last.map(String.init) ?? ""
        let site = ids == .foreign ? other : shop
        if pattern.contains("/notifications/") {
            let own: Actor = actor.flatMap { $0.role == nil ? nil : $0 } ?? .admin
            let owner: Actor = ids == .own ? own : own == .manager ? .rep : .manager
            let id = ids == .missing ? "999999" : "\(try await spareNotice(of: owner))"
            return [id, id]
        }
        if pattern == "/api/v1/customers/{}" {
            if ids == .missing { return [Customer.ID(at: shop.clock.now, random: RandomBytes.make(10)).text] }
            return [try await customer(of: actor ?? .admin, at: site).text]
        }
        if name == "DELETE /api/v1/lead-stages/{}", ids != .missing { return ["\(try await newStage(at: site))"] }
        if pattern.contains("/lead"), pattern.contains("{}") {
            return [try await leadValue(ids, pattern, actor ?? .admin)]
        }
        if pattern.contains("/activities/{}") { return [try await activity(ids).text] }
        let unknown = PublicID(random: RandomBytes.make(10)).rawValue
        let isOrder = pattern.contains("/orders/{}")
        return [
            ids.pick(shop.projectPublicID.rawValue, other.projectPublicID.rawValue, unknown),
            isOrder
                ? ids.pick("\(Self.shopOrder)", "\(Self.otherOrder)", "999") : ids.pick("1", "998", "999"),
        ]
    }
}

extension TwoOrganizations {
    /// The lead, the contact or the stage of a path; of people in the organization one of their own.
    private func leadValue(_ ids: Attempt.Ids, _ pattern: String, _ actor: Actor) async throws -> String {
        let site = ids == .foreign ? other : shop
        if pattern.contains("/lead-stages/") {
            let organization = site.organization
            let id: Int? = try await database.superuser.value(
                "SELECT min(id) FROM lead_stages WHERE organization_id = \(organization)")
            return ids == .missing ? "999999" : "\(id ?? 0)"
        }
        if ids == .missing { return Lead.ID(at: shop.clock.now, random: RandomBytes.make(10)).text }
        let lead = try await lead(of: actor, at: site)
        return pattern.contains("/lead-contacts/{}") ? try await contact(at: lead, of: site).text : lead.text
    }
}

/// Bodies that the routes take, by method and address.
enum ProgramSamples {
    static func body(_ name: String) -> String? { bodies[name] }

    static let bodies: [String: String] = [
        "POST /api/v1/leads": #"{"company": "Dubok", "segment": "Wood", "contacts": [{"full_name": "Olena"}]}"#,
        "PUT /api/v1/leads/{}": #"{"company": "Beresta"}"#,
        "PUT /api/v1/leads/{}/assign": #"{"assignee": null}"#,
        // The second stage of the first organization in a new database.
        "PUT /api/v1/leads/{}/stage": #"{"stage": 2}"#,
        "POST /api/v1/lead-contacts/lead/{}": #"{"full_name": "Olena", "position": "Buyer"}"#,
        "PUT /api/v1/lead-contacts/{}": #"{"full_name": "Olena", "phone": "+380671234567"}"#,
        "POST /api/v1/leads/{}/qualify": "{}",
        "POST /api/v1/lead-stages": #"{"name": "UNIQUE", "color": "c3", "kind": "open"}"#,
        "PUT /api/v1/lead-stages/{}": #"{"name": "UNIQUE", "color": "c3", "kind": "open", "ageing_days": 7}"#,
        "POST /api/v1/customers": #"{"company": "Dubok", "contacts": [{"full_name": "Olena"}]}"#,
        "PUT /api/v1/customers/{}": #"{"company": "Beresta", "phones": ["0671234567"]}"#,
        "POST /api/v1/projects":
            #"{"name": "A new shop", "base_url": "https://openapi.keycrm.app/v1", "zone": "Europe/Kyiv", "near": 80}"#,
        "PATCH /api/v1/projects/{}": #"{"near": 85}"#,
        "PUT /api/v1/projects/{}/statuses": #"{"statuses": {"1": {"group": 2, "closing": false}}}"#,
        "PUT /api/v1/projects/{}/sla": #"{"near": 80, "normal": {"1": "8:00"}, "urgent": {}}"#,
        "POST /api/v1/activities": #"{"lead_id": "LEAD", "type": "call", "title": "Call"}"#,
        "PUT /api/v1/activities/{}": #"{"type": "call", "title": "Ring"}"#,
        "PATCH /api/v1/activities/{}/complete": #"{"result": "Busy", "next": {"type": "call", "title": "Again"}}"#,
        "PUT /api/v1/projects/{}/working-hours": hours,
        "PUT /api/v1/projects/{}/working-hours/{}": hours,
    ]

    private static let hours =
        #"{"mon": [{"opens": "09:00", "closes": "18:00"}], "exceptions": [{"date": "2026-12-25"}]}"#
}
