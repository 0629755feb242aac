import Crypto
import Foundation
import HTTP
import Models
import Postgres
import TestSupport
import Web

/// One route with the ids of one place and what everybody is to be answered there.
struct Attempt {
    enum Ids: String, CaseIterable {
        case own, foreign, missing
    }

    let row: Rights.Row
    let ids: Ids
    let path: String

    var name: String { "\(row.name) with \(ids.rawValue) ids" }

    /// nil where the table says nothing: a member of the other organization with its own ids.
    func outcome(for actor: Actor) -> Rights.Outcome? {
        guard let cell = row.cells[actor] else { return nil }
        let outcome = Rights.Outcome(cell)
        if ids == .own || !row.pattern.contains("{}") { return outcome }
        // Without its secret the door for leads says the same at every address.
        if row.access == "hook" { return [.status(401), .status(405)].contains(outcome) ? outcome : .status(404) }
        if row.access == "anyone" { return .status(404) }
        if outcome == .signIn { return outcome }
        let isPlace = row.pattern.hasPrefix("/o/") || row.pattern.hasPrefix("/p/")
        if isPlace, ids == .foreign, actor == .elsewhere { return nil }
        return .status(404)
    }
}

extension TwoOrganizations {
    /// The route with every kind of ids; a path with a record in it also with the own place and the others' records.
    func attempts(at row: Rights.Row, by actor: Actor) async throws -> [Attempt] {
        guard row.pattern.contains("{}") else { return [Attempt(row: row, ids: .own, path: row.pattern)] }
        var all: [Attempt] = []
        for ids in Attempt.Ids.allCases {
            let path = row.pattern.filled(try await values(row, ids, ids, actor))
            all.append(Attempt(row: row, ids: ids, path: path + (try await query(row, actor))))
        }
        return all
    }

    /// Own place, somebody else's record: only those whose right reaches records are told 404 by them.
    func recordAttempts(at row: Rights.Row, by actor: Actor) async throws -> [Attempt] {
        guard row.pattern.hasPrefix("/p/{}/") || row.pattern.hasPrefix("/o/{}/"),
            row.pattern.dropFirst(6).contains("{}"),
            let cell = row.cells[actor], ["200", "303"].contains(cell)
        else { return [] }
        var all: [Attempt] = []
        for ids in [Attempt.Ids.foreign, .missing] {
            let path = row.pattern.filled(try await values(row, .own, ids, actor))
            all.append(Attempt(row: row, ids: ids, path: path + (try await query(row, actor))))
        }
        return all
    }

    /// What a page is asked besides its address.
    private func query(_ row: Rights.Row, _ actor: Actor) async throws -> String {
        guard row.name == "GET /o/{}/leads/{}/merge" else { return "" }
        return "?with=\(try await lead(of: actor, at: shop).text)"
    }

    private func values(
        _ row: Rights.Row, _ place: Attempt.Ids, _ record: Attempt.Ids, _ actor: Actor
    ) async throws -> [String] {
        let unknown = PublicID(random: RandomBytes.make(10)).rawValue
        if row.pattern.hasPrefix("/operator/jobs/schedule/") { return [record == .own ? "tidy_queue" : "unknown"] }
        // To an operator no dead job is somebody else's.
        if row.pattern.hasPrefix("/operator/jobs/dead/{}") {
            return [record == .own ? "\(try await deadJob(of: shop))" : "999999999"]
        }
        if row.pattern.hasPrefix("/o/{}/settings/jobs/{}") {
            let job =
                switch record {
                case .own: try await deadJob(of: shop)
                case .foreign: try await deadJob(of: other)
                case .missing: 999_999_999
                }
            return [
                place.pick(shop.organizationPublicID.rawValue, other.organizationPublicID.rawValue, unknown), "\(job)",
            ]
        }
        if row.pattern.hasPrefix("/o/") {
            let organization = place.pick(
                shop.organizationPublicID.rawValue, other.organizationPublicID.rawValue, unknown)
            if row.pattern.contains("/invitations/{}") { return [organization, try await invitation(record).text] }
            if row.pattern.contains("/activities/{}") { return [organization, try await activity(record).text] }
            if row.pattern.contains("/members/{}") { return [organization, try await member(for: row, record).text] }
            if row.pattern.hasSuffix("/logo/{}") {
                let unknown = String(repeating: "0", count: 64)
                return [organization, record.pick(try await logo(of: shop), try await logo(of: other), unknown)]
            }
            if row.pattern.contains("/tokens/{}") {
                let own = try await token(of: actor, at: shop)
                return [organization, record.pick(own, try await token(of: .elsewhere, at: other), "222222222222")]
            }
            if let door = try await doorRecord(row, record) { return [organization, door] }
            if let sale = try await saleRecord(row, record, actor) { return [organization, sale] }
            guard row.pattern.hasSuffix("/undo/{}") else { return [organization] }
            return [
                organization,
                record.pick("\(try await savedLimits(of: shop))", "\(try await savedLimits(of: other))", "999999"),
            ]
        }
        if let door = try await doorPlace(row, place, unknown) { return [door] }
        if row.pattern.hasPrefix("/hooks/") {
            return [
                place.pick(shop.projectPublicID.rawValue, other.projectPublicID.rawValue, unknown), shop.hook.text,
            ]
        }
        if row.pattern.hasPrefix("/invitation/") {
            return [record == .own ? try await invitationLink(for: actor) : Token.make().text]
        }
        if row.pattern.hasPrefix("/operator/organizations/{}") {
            return [record.pick(spare.organizationPublicID.rawValue, unknown, unknown)]
        }
        if row.pattern == "/calendar/{}" { return [record == .own ? try await calendarFeed() : Token.make().text] }
        if row.pattern.hasPrefix("/setup/") {
            return [record == .own ? try await setupLink() : Token.make().text]
        }
        let mint: (() async throws -> String)? =
            switch row.pattern {
            case "/password/reset/{}": resetToken
            case "/sign-up/confirm/{}": signUpToken
            case "/email/confirm/{}": emailToken
            default: nil
            }
        if let mint { return [record == .own ? try await mint() : Token.make().text] }
        if row.pattern.hasPrefix("/account/sessions/") {
            let owner: Actor = record == .own ? actor : actor == .admin ? .manager : .admin
            return [record == .missing ? "999999" : String(try await spareSession(of: owner))]
        }
        if row.pattern.hasPrefix("/notifications/") {
            let owner: Actor = record == .own ? actor : actor == .admin ? .manager : .admin
            return [record == .missing ? "999999" : String(try await spareNotice(of: owner))]
        }
        let project = place.pick(shop.projectPublicID.rawValue, other.projectPublicID.rawValue, unknown)
        if row.pattern.contains("/orders/views/{}") {
            return [
                project,
                record.pick(
                    "\(try await view(of: actor, at: shop))", "\(try await view(of: .elsewhere, at: other))", "999999"),
            ]
        }
        if row.pattern.contains("/orders/{}") {
            return [project, record.pick("\(Self.shopOrder)", "\(Self.otherOrder)", "999")]
        }
        if row.pattern.contains("/deliveries/{}") {
            return [
                project,
                record.pick("\(try await delivery(of: shop))", "\(try await delivery(of: other))", "999999"),
            ]
        }
        return [project, record.pick("1", "998", "999")]
    }

    /// Somebody new of the own organization, in the state that the route wants; of the other one; or nobody.
    private func member(for row: Rights.Row, _ record: Attempt.Ids) async throws -> Person.ID {
        let person = try await shop.addPerson()
        if record == .missing { return person }
        try await (record == .own ? shop : other).join(person, as: .rep)
        if row.pattern.hasSuffix("/activation") {
            try await database.superuser.execute("UPDATE memberships SET is_active = false WHERE person_id = \(person)")
        }
        return person
    }

    /// An open invitation of the own organization, of the other one, or none.
    private func invitation(_ record: Attempt.Ids) async throws -> Invitation.ID {
        let token = Token.make()
        if record != .missing {
            try await invite("\(token.text)@dubok.example", to: record == .own ? shop : other, token)
        }
        let hash = token.hash
        return try await database.superuser.value(
            "SELECT id FROM invitations WHERE token_sha256 = \(hash)", as: Invitation.ID.self)
            ?? Invitation.ID(at: shop.clock.now, random: RandomBytes.make(10))
    }

    /// Into an organization where nobody else is, for the address of whoever tries.
    private func invitationLink(for actor: Actor) async throws -> String {
        let token = Token.make()
        var email = "\(token.text.lowercased())@dubok.example"
        if let person = people[actor] {
            email = try await database.superuser.value("SELECT email FROM people WHERE id = \(person)") ?? email
            try await database.superuser.execute("UPDATE invitations SET revoked_at = now() WHERE email = \(email)")
        }
        try await invite(email, to: spare, token)
        return token.text
    }

    private func invite(_ email: String, to site: TestSite, _ token: Token) async throws {
        let (organization, hash) = (site.organization, token.hash)
        try await database.superuser.execute(
            """
            INSERT INTO invitations
                (organization_id, id, email, role, language, invited_by, token_sha256, created_at, sent_at, expires_at)
            SELECT \(organization), gen_random_uuid(), \(email), 'rep', 'en', m.person_id, \(hash), now(), now(),
                   now() + interval '1 day'
            FROM memberships m WHERE m.organization_id = \(organization) ORDER BY m.created_at, m.person_id LIMIT 1
            """)
    }

    /// What a form of that route sends when it is filled in correctly.
    func fields(for attempt: Attempt, by browser: Browser) async -> [(key: String, value: String)] {
        if let fields = Self.activityFields[attempt.row.pattern] { return fields }
        switch attempt.row.pattern {
        case "/login": return [("email", "olena@dubok.example"), ("password", "not the password")]
        case "/setup/{}":
            let email = "\(Token.make().text.lowercased())@dubok.example"
            return [
                ("name", "Olena"), ("email", email), ("organization", "Dubok"), ("password", "7 grey herons standing"),
            ]
        case "/invitation/{}":
            return [("name", "Olena"), ("password", "7 grey herons standing"), ("language", "en")]
        case "/o/{}/settings/invitations":
            return [("email", "\(Token.make().text)@dubok.example"), ("role", "rep"), ("language", "en")]
        case "/login/second": return [("step", "x"), ("code", "123456")]
        case "/account/second-factor/setup":
            let page = await browser.get(attempt.path)
            guard let key = page.text.firstMatch(of: /<code>([A-Z2-7 ]+)<\/code>/),
                let seed = Base32.decode(String(key.1).filter { $0 != " " })
            else { return [] }
            let code = OneTimeCodes(seed: seed).code(at: shop.clock.now.second / 30)
            return PageForm(in: page, to: attempt.path)?.with("code", code) ?? []
        case "/o/{}/settings/members/{}": return [("role", "viewer"), ("version", "1")]
        case "/o/{}/settings/members/{}/handover":
            return [("successor", clerk.person?.text ?? "")]
        case "/o/{}/settings":
            let path = "/o/\(shop.organizationPublicID.rawValue)/settings"
            return PageForm(in: await clerk.get(path), to: path)?.fields ?? []
        case "/password/forgotten", "/account/email": return [("email", Self.newAddress)]
        case "/password/reset":
            return [("token", (try? await resetToken()) ?? ""), ("new", "7 grey herons standing")]
        case "/sign-up":
            return [("name", "Olena"), ("email", Self.newAddress), ("organization", "Dubok"), ("language", "en")]
        case "/sign-up/confirm":
            return [("token", (try? await signUpToken()) ?? ""), ("password", "7 grey herons standing")]
        case "/email/confirm": return [("token", (try? await emailToken()) ?? "")]
        case "/o/{}/tokens": return [("name", "Screen"), ("days", "90"), ("scopes", "orders:read")]
        case "/o/{}/tokens/{}/revoke": return []
        case "/account/password": return [("current", Self.password), ("new", "7 grey herons standing")]
        case "/account/organizations": return [("organization", shop.organizationPublicID.rawValue)]
        case "/operator/jobs/dead/replay": return [("kind", "test")]
        case "/preferences/language": return [("language", "en")]
        case "/preferences/theme": return [("theme", "dark")]
        case "/preferences/nav": return [("nav", "rail")]
        case "/f/{}", "/o/{}/leads/{}/merge": return await doorFields(attempt.row, browser)
        case "/p/{}/orders/views", "/o/{}/leads/views":
            return [("name", "View \(Token.make().text.prefix(20))"), ("version", "0")]
        case "/p/{}/orders/views/{}", "/o/{}/leads/views/{}":
            return [("name", "View \(Token.make().text.prefix(20))"), ("version", "1")]
        case "/o/{}/projects":
            let action = "/o/\(shop.organizationPublicID.rawValue)/projects"
            let page = await clerk.get(action + "/new")
            return PageForm(in: page, to: action)?.with("name", "Shop \(Token.make().text)") ?? []
        default:
            if let fields = try? await saleFields(attempt.row) { return fields }
            return await shownFields(attempt, browser)
        }
    }

    /// From the page that the admin is shown at the own address, or one's own profile.
    private func shownFields(_ attempt: Attempt, _ browser: Browser) async -> [(key: String, value: String)] {
        let row = attempt.row
        let isProject = row.pattern.hasPrefix("/p/")
        let path = isProject ? row.pattern.filled([shop.projectPublicID.rawValue, "1"]) : attempt.path
        let page = await (isProject ? clerk : browser).get(path)
        return PageForm(in: page, to: path)?.fields ?? []
    }
}

extension Attempt.Ids {
    func pick(_ own: String, _ foreign: String, _ missing: String) -> String {
        switch self {
        case .own: own
        case .foreign: foreign
        case .missing: missing
        }
    }
}

extension String {
    /// With the values where `{}` stands.
    func filled(_ values: [String]) -> String {
        var rest = values[...]
        return split(separator: "/", omittingEmptySubsequences: false)
            .map { $0 == "{}" ? rest.popFirst() ?? "" : String($0) }.joined(separator: "/")
    }
}
