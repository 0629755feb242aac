import App
import Crypto
import Forms
import Foundation
import HTTP
import Models
import Outbound
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-XSS: what people, the CRM and webhooks write is text on every page, in every mail, file and JSON answer.
/// The places to write are taken from the route table, so that a new form is tried as soon as it is there.
struct MarkupTests {
    @Test(.timeLimit(.minutes(20)))
    func `markup in every field of every form, and from the CRM, comes back as text`() async throws {
        let world = try await TwoOrganizations()
        var scribe = Scribe(world: world)
        try await scribe.writeAsTheCRM()
        try await scribe.writeIntoForms()
        try await scribe.writeThroughTheJSONDoor()
        try await scribe.askWithQueries()
        try await scribe.readAll()
        #expect(scribe.wrong.sorted() == [])
        #expect(scribe.tried > 150, "fields that were tried: \(scribe.tried)")
        // What is kept and shown somewhere; without these the test would have looked at nothing.
        let unseen = Scribe.kept.filter { name in
            !scribe.places.contains { $0.value == name && scribe.seen.contains($0.key) }
        }
        #expect(unseen == [], "written and never seen")
        #expect(!world.shop.log.lines.contains { $0.contains("\"incident\"") }, "\(world.shop.log.lines)")
        try await world.database.drop()
    }
}

/// Writes a canary into one place after the other, and reads every answer.
private struct Scribe {
    let world: TwoOrganizations
    /// Canary by canary, where it was written: a route and a field, or a part of what the CRM says.
    private(set) var places: [Int: String] = [:]
    private(set) var seen: Set<Int> = []
    private(set) var wrong: Set<String> = []
    private(set) var tried = 0

    /// Places whose text is kept and comes back on a page of somebody.
    static let kept = [
        "POST /account name", "POST /o/{}/settings name", "POST /o/{}/projects name", "POST /p/{}/settings name",
        "POST /p/{}/orders/views name", "POST /o/{}/leads/views name", "POST /o/{}/leads/new company",
        "POST /o/{}/leads/new contact.0.name", "POST /o/{}/leads/{}/edit company", "POST /o/{}/tokens name",
        "POST /o/{}/leads/{}/activities/new title", "POST /o/{}/leads/{}/activities/new notes",
        "POST /o/{}/customers/new company", "POST /o/{}/customers/{}/activities/new title",
        "POST /api/v1/leads company",
        "POST /api/v1/customers company", "POST /api/v1/activities title", "POST /o/{}/activities/{} title",
        "POST /o/{}/activities/{}/complete result", "POST /invitation/{} name",
        "POST /sign-up name",
        "POST /sign-up organization", "POST /setup/{} name", "POST /setup/{} organization",
        "POST /p/{}/settings/urgent rule.0.value", "POST /login email", "POST /api/v1/projects name", "body", "status",
        "group", "item", "buyer", "source", "manager", "answer", "GET /search q",
    ]

    init(world: TwoOrganizations) {
        self.world = world
    }

    /// A new canary for that place.
    private mutating func canary(_ place: String) -> String {
        tried += 1
        places[tried] = place
        return Canary(number: tried).text
    }

    private mutating func note(_ finding: Canary.Finding, _ source: String) {
        seen.formUnion(finding.seen)
        for what in finding.wrong { wrong.insert("\(source): \(what)") }
    }

    mutating func writeAsTheCRM() async throws {
        let shop = world.shop
        let escaped = canary("body").replacing("\"", with: "\\\"")
        #expect(await shop.deliver("{\"event\":\"\(escaped)\"}").status == .ok)
        try await shop.keepItems(
            of: TwoOrganizations.shopOrder, [OrderItem(number: 1, name: canary("item"))],
            buyer: Buyer(name: canary("buyer")))
        try await shop.store.savePeople(
            [CRMPerson(id: 4, name: canary("manager"))], [OrderSource(id: 3, name: canary("source"))],
            by: shop.system, at: shop.clock.now)
        let (project, status, group, answer) = (shop.project, canary("status"), canary("group"), canary("answer"))
        for sql: SQL in [
            "UPDATE statuses SET name = \(status) WHERE project_id = \(project) AND status_id = 1",
            "UPDATE status_groups SET name = \(group) WHERE project_id = \(project) AND number = 1",
            "UPDATE orders SET manager_id = 4, source_id = 3 WHERE project_id = \(project)",
            """
            UPDATE projects SET connection_state = 'failing', connection_outcome = 'unexpected 418',
                connection_status = 418, connection_text = \(answer), connection_tried_at = now(),
                api_key_set_at = now()
            WHERE id = \(project)
            """,
        ] { try await world.database.superuser.execute(sql) }
    }

    /// Each field of each form by itself, all others filled in as they should be.
    mutating func writeIntoForms() async throws {
        for row in try Rights().rows where row.method == .post && row.access != "hook" {
            let actor = row.actor
            guard let sample = try await world.ownAttempt(at: row, by: actor) else { continue }
            let names = await world.fields(for: sample, by: try await world.newBrowser(of: actor)).map(\.key)
            for name in Set(names).sorted() where !Self.ours.contains(name) {
                guard let attempt = try await world.ownAttempt(at: row, by: actor) else { continue }
                let browser = try await world.newBrowser(of: actor)
                var fields = await world.fields(for: attempt, by: browser)
                let text = canary("\(row.name) \(name)")
                fields = fields.map { $0.key == name ? (name, text) : $0 }
                let token = browser.person == nil ? Browser.token(in: await browser.get("/login")) : nil
                let answer = await browser.submit(attempt.path, fields, token: token)
                note(Canary.look(at: answer), "\(row.name) \(name)")
                if let next = answer.headers["location"], next.hasPrefix("/") {
                    note(Canary.look(at: await browser.get(next)), "after \(row.name) \(name)")
                }
                try await world.unlock()
            }
        }
    }

    /// Fields that the program fills in itself.
    private static let ours: Set = ["csrf", "version", "step", "seed", "token"]

    mutating func writeThroughTheJSONDoor() async throws {
        let admin = try #require(world.people[.admin])
        let program = Program(world.shop.site, token: try await world.shop.token(of: admin, as: .admin).text)
        for row in try ProgramRights().rows {
            let body = try await world.programBody(row.name) ?? "{}"
            let path = row.pattern.filled(try await world.programIDs(.own, row.name, .admin))
            for member in body.matches(of: /"(\w+)": "[^"]*"/) {
                let text = canary("\(row.name) \(member.1)").replacing("\"", with: "\\\"")
                let changed = body.replacingCharacters(in: member.range, with: "\"\(member.1)\": \"\(text)\"")
                let answer = await program.send(row.method, path, changed, headers: ["if-match": "*"])
                note(Canary.look(at: answer), row.name)
            }
            guard row.method == .get else { continue }
            note(Canary.look(at: await program.get(path)), row.name)
        }
    }

    /// What an address asks for comes back in filters, searches and complaints.
    mutating func askWithQueries() async throws {
        let names = [
            "q", "next", "done", "show", "group", "status", "state", "number", "urgent", "manager", "source", "from",
            "to", "sort", "size", "view", "name", "person", "event", "target", "before", "after", "verdict", "kind",
            "limit", "cursor", "query",
        ]
        for row in try Rights().rows where row.method == .get && !["hook"].contains(row.access) && row.isPage {
            guard let attempt = try await world.ownAttempt(at: row, by: row.actor) else { continue }
            let browser = try await world.newBrowser(of: row.actor)
            var query: [String] = []
            for name in names { query.append("\(name)=\(PercentEncoding.encode(canary("\(row.name) \(name)")))") }
            for asked in query + [query.joined(separator: "&")] {
                note(Canary.look(at: await browser.get("\(attempt.path)?\(asked)")), "\(row.name)?\(asked.prefix(12))")
            }
        }
    }

    /// Every page as everybody, the files, and all mails.
    mutating func readAll() async throws {
        for actor in [Actor.visitor, .viewer, .manager, .admin, .installationOperator] {
            for row in try Rights().rows where row.method == .get && row.isPage {
                guard let attempt = try await world.ownAttempt(at: row, by: actor) else { continue }
                let answer = await (try await world.newBrowser(of: actor)).get(attempt.path)
                note(Canary.look(at: answer), "\(row.name) as \(actor.rawValue)")
            }
        }
        let admin = try await world.newBrowser(of: .admin)
        let base = "/p/\(world.shop.projectPublicID.rawValue)"
        for path in [
            "\(base)/orders?state=all", "\(base)/deliveries", "\(base)/orders?view=1", "/notifications?show=all",
        ] {
            note(Canary.look(at: await admin.get(path)), path)
        }
        for delivery in try await world.database.superuser.values("SELECT id FROM deliveries", as: Int.self) {
            note(Canary.look(at: await admin.get("\(base)/deliveries/\(delivery)")), "delivery")
        }
        note(Canary.look(at: await admin.post("\(base)/orders/export", ["query": "state=all"])), "export")
        let log = "/o/\(world.shop.organizationPublicID.rawValue)/activity/export"
        note(Canary.look(at: await admin.post(log, ["query": ""])), "export of the log")
        for recipient in Set(
            try await world.database.superuser.values("SELECT recipient FROM mails", as: String.self))
        {
            for mail in try await world.shop.mails(to: recipient) {
                note(Canary.look(at: mail), "mail \(mail.subject)")
            }
        }
    }
}

extension Rights.Row {
    /// Somebody whom the route serves.
    fileprivate var actor: Actor {
        if access == "anyone" { return .visitor }
        return access == "operator" ? .installationOperator : .admin
    }

    /// Not an answer that goes on for ever.
    fileprivate var isPage: Bool { pattern != "/events" && access != "hook" }
}

extension TwoOrganizations {
    /// The route with ids of the actor's own.
    fileprivate func ownAttempt(at row: Rights.Row, by actor: Actor) async throws -> Attempt? {
        try await attempts(at: row, by: actor).first { $0.ids == .own }
    }

    /// What a canary may have switched on keeps nobody out of the rest.
    fileprivate func unlock() async throws {
        for sql: SQL in [
            "UPDATE organizations SET requires_second_factor = false, suspended_at = NULL",
            "DELETE FROM second_factors",
        ] { try await database.superuser.execute(sql) }
    }
}
