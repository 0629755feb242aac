import Crypto
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

    init() async throws {
        database = try await TestDatabase.fresh()
        let shop = try await TestSite(database: database)
        let other = try await TestSite(database: database)
        for (site, order) in [(shop, Self.shopOrder), (other, Self.otherOrder)] {
            _ = await site.deliver(TestSite.change(order: order, status: 1, at: "2026-11-19T08:00:00.000000Z"))
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

    /// A session that is not the one in their browser; nobody's for a visitor.
    func spareSession(of actor: Actor) async throws -> Int {
        guard let person = people[actor] else { return 1 }
        _ = try await shop.browser(of: person)
        return try await database.superuser.value("SELECT max(id) FROM sessions WHERE person_id = \(person)") ?? 0
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

    func setupLink() async throws -> String {
        let link = Token.make()
        try await shop.store.addSetupLink(tokenHash: link.hash)
        return link.text
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
