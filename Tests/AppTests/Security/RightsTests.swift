import App
import HTTP
import Models
import TestSupport
import Testing
import Web

/// AUTHZ: `docs/rights.md` against the route table, and every route called as everybody.
struct RightsTests {
    @Test func `every route has its row in the table and every row its route`() async throws {
        let rights = try Rights()
        let routes = try await TestSite().site.router.routes.filter { !$0.access.isForPrograms }
        let known = Set(rights.rows.map(\.name))
        #expect(known.count == rights.rows.count, "a row stands there twice")
        for route in routes {
            let name = "\(route.method.rawValue) \(route.pattern.text)"
            #expect(rights[route]?.access == route.access.description, "docs/rights.md on \(name)")
        }
        let there = Set(routes.map { "\($0.method.rawValue) \($0.pattern.text)" })
        #expect(known.subtracting(there).sorted() == [], "rows without a route")
    }

    @Test func `the open routes and the hooks are these and no others`() async throws {
        let routes = try await TestSite().site.router.routes
        func list(_ access: AccessKind) -> [String] {
            routes.filter { $0.access == access }.map { "\($0.method.rawValue) \($0.pattern.text)" }.sorted()
        }
        #expect(
            list(.anyone) == [
                "GET /docs",
                "GET /email/changed",
                "GET /email/confirm/{}",
                "GET /f/{}",
                "GET /f/{}/thanks",
                "GET /invitation/{}",
                "GET /login",
                "GET /login/second",
                "GET /password/changed",
                "GET /password/forgotten",
                "GET /password/reset/{}",
                "GET /password/sent",
                "GET /setup/{}",
                "GET /sign-up",
                "GET /sign-up/confirm/{}",
                "GET /sign-up/sent",
                "POST /email/confirm",
                "POST /f/{}",
                "POST /invitation/{}",
                "POST /login",
                "POST /login/second",
                "POST /logout",
                "POST /password/forgotten",
                "POST /password/reset",
                "POST /preferences/language",
                "POST /preferences/nav",
                "POST /preferences/theme",
                "POST /setup/{}",
                "POST /sign-up",
                "POST /sign-up/confirm",
            ])
        #expect(
            list(.hook) == [
                "GET /api/v1/openapi.json", "GET /calendar/{}", "GET /healthz", "GET /hooks/keycrm/{}/{}",
                "GET /hooks/leads/{}", "GET /hooks/leads/{}/health", "GET /readyz",
                "POST /csp-report",
                "POST /hooks/keycrm/{}/{}", "POST /hooks/leads/{}",
            ])
    }

    @Test func `no right is more than its role has, and 403 is said only to those who see the place`() throws {
        for row in try Rights().rows {
            for actor in [Actor.visitor, .outsider, .elsewhere, .installationOperator]
            where row.pattern.hasPrefix("/p/") {
                #expect(row.cells[actor] == (actor == .visitor ? "sign in" : "404"), "\(row.name)")
            }
            for actor in [Actor.visitor, .elsewhere, .installationOperator] {
                #expect(row.cells[actor] != "403", "\(row.name)")
            }
        }
    }

    @Test(.timeLimit(.minutes(20)))
    func `every route answers everybody as the table says, and what is refused changes nothing`() async throws {
        let world = try await TwoOrganizations()
        var calls = 0
        for row in try Rights().rows {
            for actor in Actor.allCases {
                let records = try await world.recordAttempts(at: row, by: actor)
                let attempts = try await world.attempts(at: row, by: actor) + records
                try await world.tryOut(attempts, as: actor)
                calls += attempts.count
            }
        }
        #expect(calls > 750)
        #expect(!world.shop.log.lines.contains { $0.contains("\"incident\"") }, "\(world.shop.log.lines)")
        try await world.database.drop()
    }

    @Test func `an address that names no possible place is 404 for everyone`() async throws {
        let shop = try await TestSite()
        for browser in [shop.visitor(), try await shop.signIn(as: .admin)] {
            for path in ["/p/UPPERCASE0/orders", "/o/short", "/p/%61bcdefghj/orders", "/p/l1o0l1o0l1/settings"] {
                #expect(await browser.get(path).status == .notFound, "\(path)")
            }
        }
    }
}

extension TwoOrganizations {
    /// First what is allowed, then what is refused, with a look at every table after the refusals that may count
    /// something and one after those that may not.
    fileprivate func tryOut(_ attempts: [Attempt], as actor: Actor) async throws {
        for attempt in attempts {
            guard let outcome = attempt.outcome(for: actor), !outcome.isDenial else { continue }
            let browser = try await newBrowser(of: actor)
            check(await browser.send(try await request(for: attempt, by: browser)), outcome, attempt, actor)
        }
        let browser = try await newBrowser(of: actor)
        var denied: [Set<String>: [(attempt: Attempt, outcome: Rights.Outcome, request: Request)]] = [:]
        for attempt in attempts {
            guard let outcome = attempt.outcome(for: actor), outcome.isDenial else { continue }
            denied[attempt.counters(of: outcome), default: []].append(
                (attempt, outcome, try await request(for: attempt, by: browser)))
        }
        for (counters, group) in denied {
            let state = try await database.tableHashes
            for (attempt, outcome, request) in group { check(await browser.send(request), outcome, attempt, actor) }
            let changes = try await database.tableHashes.changes(since: state).filter { !counters.contains($0) }
            #expect(changes == [], "\(group.map(\.attempt.name)) as \(actor.rawValue)")
        }
    }

    private func check(_ answer: Response, _ outcome: Rights.Outcome, _ attempt: Attempt, _ actor: Actor) {
        #expect(
            answer.isThe(outcome, attempt.row.method),
            "\(attempt.name), \(attempt.path), as \(actor.rawValue): \(answer.status.code), not \(outcome)")
    }

    private func request(for attempt: Attempt, by browser: Browser) async throws -> Request {
        guard attempt.row.method == .post else { return Request(attempt.row.method, attempt.path) }
        if attempt.row.access == "hook" {
            let body = TestSite.change(order: Self.shopOrder, status: 1, at: "2026-11-19T08:00:00.000000Z")
            return Request(
                .post, attempt.path, headers: ["content-type": "application/json"], body: Array(body.utf8))
        }
        if attempt.row.pattern == "/o/{}/settings/logo", browser.person != nil {
            return browser.uploadRequest(attempt.path, Upload("logo.png", try Upload.picture("logo.png")))
        }
        if attempt.row.pattern.hasSuffix("/files"), browser.person != nil {
            return browser.uploadRequest(attempt.path, Upload("a.txt", Array("text".utf8)), field: "file")
        }
        let fields = await fields(for: attempt, by: browser)
        // A visitor's forms are signed with the cookie that came with the page.
        let token = browser.person == nil ? Browser.token(in: await browser.get("/login")) : nil
        return browser.request(attempt.path, fields, token: token)
    }
}

extension Attempt {
    /// The tables that a refusal may count in: a wrong secret is counted by the hour and by the network, a lacking right
    /// by the day.
    fileprivate func counters(of outcome: Rights.Outcome) -> Set<String> {
        if row.access == "hook" { return ["buckets", "hook_refusals"] }
        return outcome == .status(403) ? ["denials"] : []
    }
}

extension Response {
    fileprivate func isThe(_ outcome: Rights.Outcome, _ method: Method) -> Bool {
        switch outcome {
        case .status(let code):
            status.code == code && (code != 303 || headers["location"]?.hasPrefix("/login?next=") != true)
        case .signIn where method == .get:
            status == .seeOther && headers["location"]?.hasPrefix("/login") == true
        case .signIn: status == .unauthorized && text.contains("name=\"password\"")
        }
    }
}
