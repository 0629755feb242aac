import Crypto
import struct FoundationEssentials.UUID
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Web

/// Two organizations in a database of their own, with an order and a delivery each, and everybody who might try
/// something in the first.
struct TwoOrganizations {
    static let password = "ship it on Friday"
    static let shopOrder = 7, otherOrder = 8

    let database: TestDatabase
    let shop: TestSite
    let other: TestSite
    /// Of nobody here: what is done to it by the operator matters to nobody.
    let spare: TestSite
    let people: [Actor: Person.ID]
    /// Another admin, who reads the forms that the others send.
    let clerk: Browser

    init(_ fresh: TestDatabase? = nil) async throws {
        if let fresh { database = fresh } else { database = try await TestDatabase.fresh() }
        let shop = try await TestSite(
            database: database, settings: ["TAKT_SIGN_UP": "open", "TAKT_RATE_FORM_ADDRESS": "9000/h burst 9000"])
        let other = try await TestSite(database: database)
        for (site, order) in [(shop, Self.shopOrder), (other, Self.otherOrder)] {
            _ = await site.deliver(TestSite.change(order: order, status: 1, at: "2026-11-19T08:00:00.000000Z"))
            try await site.store.savePeople(
                [CRMPerson(id: 4, name: "Maria")], [OrderSource(id: 3, name: "Shop")], by: site.system,
                at: site.clock.now)
        }
        var people: [Actor: Person.ID] = [:]
        for actor in Actor.allCases where actor != .visitor {
            let person = try await shop.addPerson(password: Self.password)
            if let role = actor.role {
                try await (actor == .elsewhere ? other : shop).join(person, as: role, inProject: actor != .outsider)
            }
            people[actor] = person
        }
        if let person = people[.installationOperator] {
            try await database.superuser.execute("UPDATE people SET is_operator = true WHERE id = \(person)")
        }
        clerk = try await shop.signIn(as: .admin)
        spare = try await TestSite(database: database)
        (self.shop, self.other, self.people) = (shop, other, people)
    }

    /// What is allowed may end a session or a membership, so everybody comes with a new one each time.
    func newBrowser(of actor: Actor) async throws -> Browser {
        guard let person = people[actor] else { return shop.visitor() }
        try await database.superuser.execute(
            "UPDATE memberships SET is_active = true WHERE person_id = \(person) AND NOT is_active")
        return try await shop.browser(of: person)
    }

    func delivery(of site: TestSite) async throws -> Int {
        let project = site.project
        return try await database.superuser.value("SELECT max(id) FROM deliveries WHERE project_id = \(project)") ?? 0
    }

    /// A saved view of the list of orders or leads; nobody's for those who are in no organization.
    func view(of actor: Actor, at site: TestSite, list: String = "orders") async throws -> Int {
        guard let person = people[actor], actor.role != nil,
            (actor == .elsewhere) == (site.organization == other.organization)
        else { return 1 }
        let (organization, name) = (site.organization, Token.make().text)
        let project = list == "orders" ? site.project : nil
        return try await database.superuser.value(
            """
            INSERT INTO saved_views (organization_id, list, project_id, owner_id, name, query, saved_at)
            VALUES (\(organization), \(list), \(project), \(person), \(name), 'state=over', now())
            RETURNING id
            """, readOnly: false) ?? 0
    }

    /// A session that is not the one in their browser; nobody's for a visitor.
    func spareSession(of actor: Actor) async throws -> Int {
        guard let person = people[actor] else { return 1 }
        _ = try await shop.browser(of: person)
        return try await database.superuser.value("SELECT max(id) FROM sessions WHERE person_id = \(person)") ?? 0
    }

    /// The public part of a token of theirs; of the admin's for those who are members of nothing there.
    func token(of actor: Actor, at site: TestSite) async throws -> String {
        let isMember = actor.role != nil && (actor == .elsewhere) == (site.organization == other.organization)
        let person = isMember ? people[actor] : people[.admin]
        guard let person else { return "222222222222" }
        return try await site.token(of: person, as: .admin).id
    }

    /// A notice of theirs; nobody's for those who are members of nothing.
    func spareNotice(of actor: Actor) async throws -> Int {
        guard let person = people[actor], actor.role != nil else { return 999_998 }
        let organization = (actor == .elsewhere ? other : shop).organization
        return try await database.superuser.value(
            """
            INSERT INTO notifications (organization_id, person_id, type, title, message, created_at, told_at)
            VALUES (\(organization), \(person), 'info', 'notice.other', 'notice.other_text', now(), now()) RETURNING id
            """, readOnly: false) ?? 0
    }

    /// A job of that organization that has just been given up.
    func deadJob(of site: TestSite) async throws -> Int {
        let organization = site.organization
        return try await database.superuser.value(
            """
            INSERT INTO dead_jobs (job_id, organization_id, kind, payload, priority, max_attempts, attempts, reason, created_at)
            VALUES (1, \(organization), 'test', '{}', 1, 1, 1, 'test', now()) RETURNING id
            """, readOnly: false) ?? 0
    }

    /// The entry of new limits that can be taken back.
    func savedLimits(of site: TestSite) async throws -> Int {
        let scope = try await site.scope(EditRules.self)
        let rule = try await site.store.latestRule(.sla, scope)
        let document = try SLALimits(normal: [1: 3_600 + (rule?.version ?? 0)]).storedText()
        return try await site.store.saveRule(
            NewRule(.sla, holdsFrom: site.clock.now, document: document), replacing: rule?.version ?? 0,
            event: .slaSaved, by: scope, at: site.clock.now)
    }

    /// The hash in the address of an organization's logo; the two have different ones.
    func logo(of site: TestSite) async throws -> String {
        let file = site.organization == shop.organization ? "logo.png" : "logo.jpg"
        let member = Member(
            organization: site.organization, organizationPublicID: site.organizationPublicID,
            person: try await site.scope(EditRules.self).person, role: .admin)
        try await site.store.saveLogo(
            try Picture(reading: try Upload.picture(file)), named: file, as: UUID(), atMost: 1 << 20,
            by: try Scope<ManageOrganization>(member), at: site.clock.now)
        return Hex.encode(try await site.store.logo(try Scope<SeeOrganization>(member))?.hash ?? [])
    }

    func setupLink() async throws -> String {
        let link = Token.make()
        try await shop.store.addSetupLink(tokenHash: link.hash)
        return link.text
    }
}

/// Links as mails bring them, each for somebody of its own.
extension TwoOrganizations {
    func resetToken() async throws -> String {
        let (token, email) = (Token.make(), Self.newAddress)
        _ = try await shop.addPerson(email: email)
        let letter = letter(to: email)
        try await shop.store.askPasswordReset(tokenHash: token.hash, email: email) { _ in letter }
        return token.text
    }

    func signUpToken() async throws -> String {
        let (token, email) = (Token.make(), Self.newAddress)
        let form = SignUpForm(name: "Olena", email: email, organization: "Dubok", language: "en")
        let letter = letter(to: email)
        try await shop.store.askSignUp(form, tokenHash: token.hash) { _ in letter }
        return token.text
    }

    func emailToken() async throws -> String {
        let (token, email) = (Token.make(), Self.newAddress)
        let scope = PersonScope(person: try await shop.addPerson(), isOperator: false)
        try await shop.store.askEmailChange(
            to: email, tokenHash: token.hash, of: scope,
            letters: EmailChangeLetters(
                confirmation: letter(to: email), known: letter(to: email), warning: letter(to: email)))
        return token.text
    }

    static var newAddress: String { "\(Token.make().text.lowercased())@dubok.example" }

    private func letter(to email: String) -> Letter {
        Letter(
            id: Mail.ID(at: shop.clock.now, random: RandomBytes.make(10)), kind: .passwordResetOfNobody,
            recipient: email, language: "en")
    }
}

extension Actor {
    /// In the organization they belong to.
    var role: Role? {
        switch self {
        case .visitor, .installationOperator: nil
        case .viewer, .outsider: .viewer
        case .rep: .rep
        case .manager: .manager
        case .admin, .elsewhere: .admin
        }
    }
}
