package import App
package import Crypto
package import Foundation
package import HTTP
package import Models
import Outbound
import Postgres
package import Store
import Synchronization
import Templates
import Web

/// The whole site over the shared database, with an organization and a project of the test's own: real
/// routes, real SQL, real templates; only the clock stands still, and nothing leaves the machine unless
/// the test opens a door.
package struct TestSite: Sendable {
    package let site: Site
    package let store: Store
    package let database: TestDatabase
    package let clock: TestClock
    package let log: TestLog
    package let mailbox: TestMailbox
    package let organization: Organization.ID
    package let organizationPublicID: PublicID
    package let project: Project.ID
    package let projectPublicID: PublicID
    /// The secret in the project's webhook address.
    package let hook: Token

    package var services: Services { site.services }
    /// As the database knows it.
    package var hookHash: [UInt8] { hook.hash }

    /// `zone`: of the project. `open`: what the site may reach outside. `settings`: `TAKT_…` variables.
    package init(
        zone: String = "Europe/Kyiv", database: TestDatabase? = nil, settings: [String: String] = [:],
        open: @escaping @Sendable (Outside) -> Outside = { $0 }
    ) async throws {
        if let database { self.database = database } else { self.database = try await TestDatabase.shared }
        store = Store(self.database.app)
        clock = TestClock()
        log = TestLog()
        let box = TestMailbox()
        mailbox = box
        site = Site(
            try TestSite.services(store, clock, log, settings) { still in
                var outside = still
                outside.mail = { box.take($0) }
                return open(outside)
            })
        organization = Organization.ID(at: clock.now, random: RandomBytes.make(10))
        organizationPublicID = PublicID(random: RandomBytes.make(10))
        project = Project.ID(at: clock.now, random: RandomBytes.make(10))
        projectPublicID = PublicID(random: RandomBytes.make(10))
        hook = Token.make()
        try await found(zone)
    }

    /// A second project of the same organization, or of another one.
    private func found(_ zone: String) async throws {
        let person = try await addPerson()
        let member = Member(
            organization: organization, organizationPublicID: organizationPublicID, person: person, role: .admin)
        let first = FirstOrganization(
            person: person, email: "", name: "", password: StoredPassword(hash: "", pepperID: ""), language: "en",
            organization: organization, publicID: organizationPublicID, organizationName: "Dubok", zone: zone)
        try await store.addOrganization(first, at: clock.now)
        let form = ProjectForm(
            name: "Shop", baseURL: "https://openapi.keycrm.app/v1", apiKey: nil, zone: zone, near: 80, linkPattern: "",
            version: 0)
        try await store.addProject(
            form, sealedKey: nil, as: project, projectPublicID,
            hook: (hook.hash, try services.sealHook(hook, project, organization)),
            rules: try StartingRules.all(near: 80),
            groups: StatusGroup.defaults, by: try Scope<ManageProjects>(member), at: clock.now)
    }

    /// A person of no organization, with an address of their own.
    package func addPerson(email: String? = nil, password: String? = nil) async throws -> Person.ID {
        let person = Person.ID(at: clock.now, random: RandomBytes.make(10))
        let hash = try await password.asyncMap { try await services.passwords.hash($0) }
        let email = email ?? "\(person.text)@example.com"
        let now = clock.now
        _ = try await database.app.transaction([.init(name: "takt.person", value: person.text)]) { db in
            try db.execute(
                """
                INSERT INTO people (id, email, name, password_hash, pepper_id, created_at)
                VALUES (\(person), \(email), 'Olena', \(hash?.phc), \(hash?.pepperID), \(now))
                """)
        }
        return person
    }

    /// A browser signed in as a new member with that role; reps and viewers belong to the project
    /// unless `inProject` is false.
    package func signIn(as role: Role, inProject: Bool = true) async throws -> Browser {
        let person = try await addPerson()
        try await join(person, as: role, inProject: inProject)
        return try await browser(of: person)
    }

    package func join(_ person: Person.ID, as role: Role, inProject: Bool = true) async throws {
        let (organization, project, now) = (organization, project, clock.now)
        _ = try await database.app.transaction([.init(name: "takt.organization", value: organization.text)]) { db in
            try db.execute(
                """
                INSERT INTO memberships (organization_id, person_id, role, created_at)
                VALUES (\(organization), \(person), \(role), \(now))
                """)
            if inProject {
                try db.execute(
                    """
                    INSERT INTO project_members (organization_id, project_id, person_id)
                    VALUES (\(organization), \(project), \(person))
                    """)
            }
        }
    }

    /// A session of that person, without going through the sign-in page.
    package func browser(of person: Person.ID) async throws -> Browser {
        let token = Token.make()
        let key = RandomBytes.make(32)
        try await store.beginSession(
            NewSession(
                tokenHash: token.hash, person: person, organization: nil, csrfKey: key, isLong: false,
                userAgent: "test",
                address: "127.0.0.0/24", deviceMark: nil))
        return Browser(site: site, cookies: ["__Host-s": token.text], csrfKey: key, person: person)
    }

    /// A browser that has never been here; it gets its first cookie from the sign-in page.
    package func visitor() -> Browser {
        Browser(site: site, cookies: [:], csrfKey: nil, person: nil)
    }

    /// A scope of a new member, for tests that go straight to the store.
    package func scope<Right: Permission>(_ right: Right.Type, as role: Role = .admin) async throws -> ProjectScope<
        Right
    > {
        let person = try await addPerson()
        try await join(person, as: role)
        let member = Member(
            organization: organization, organizationPublicID: organizationPublicID, person: person, role: role)
        return try ProjectScope<Right>(
            member, in: ProjectAccess(id: project, publicID: projectPublicID, isMember: true))
    }

    /// The same for the whole organization; `inProject` as `join` takes it.
    package func organizationScope<Right: Permission>(
        _ right: Right.Type, as role: Role = .admin, inProject: Bool = true
    ) async throws -> Scope<Right> {
        let person = try await addPerson()
        try await join(person, as: role, inProject: inProject)
        return try Scope<Right>(
            Member(
                organization: organization, organizationPublicID: organizationPublicID, person: person, role: role))
    }

    package var system: SystemScope { SystemScope(organization: organization, project: project, task: .intake) }

    /// A webhook as the outside CRM sends it.
    package func deliver(_ body: String, secret: String? = nil) async -> Response {
        let path = "/hooks/keycrm/\(projectPublicID.rawValue)/\(secret ?? hook.text)"
        return await site.respond(
            to: Request(
                .post, path, headers: ["content-type": "application/json", "host": services.origin.authority],
                body: Array(body.utf8)
            ))
    }

    /// What the outside CRM would answer for an order, kept as its job keeps it.
    package func keepItems(
        of order: Int, _ items: [OrderItem] = [OrderItem(number: 1, name: "Box")], buyer: Buyer = Buyer(name: "Iryna"),
        updatedAt: Instant? = nil
    ) async throws {
        let content = OrderContent(
            items: items, buyer: buyer, marketing: Marketing(), grandTotal: 149_000, updatedAt: updatedAt)
        let (book, now, project) = (services.ruleBook, clock.now, project)
        try await store.keepContent(content, of: order, system, at: now) { number, load in
            try book.rules(project, number, at: now, load)
        }
    }

    /// The body of one status change.
    package static func change(
        order: Int, status: Int, group: Int = 1, at instant: String
    ) -> String {
        """
        {"event":"order.change_order_status","context":{"id":\(order),"status_id":\(status),\
        "status_group_id":\(group),"status_changed_at":"\(instant)","created_at":"\(instant)"}}
        """
    }
}

extension TestSite {
    private static func services(
        _ store: Store, _ clock: TestClock, _ log: TestLog, _ variables: [String: String],
        _ open: (Outside) -> Outside
    ) throws -> Services {
        let generous = Dictionary(
            uniqueKeysWithValues: [
                "SIGN_IN", "SIGN_IN_ACCOUNT", "SIGN_IN_ADDRESS", "HOOK_REFUSALS", "CONNECTION_TEST", "KEYCRM",
                "MAIL_ADDRESS", "MAIL_NETWORK", "SECOND_FACTOR", "API_TOKEN", "API_ORGANIZATION", "API_REFUSALS",
            ]
            .map { ("TAKT_RATE_\($0)", "1000000/s") })
        let settings = try Settings(reading: generous.merging(variables) { $1 }, for: []) { _ in nil }
        let resources = try Self.resources.get()
        var services = Services(
            store: store, templates: resources.templates, texts: resources.texts, files: resources.files,
            zones: .shared, ring: Self.ring,
            passwords: Self.hasher, passwordRules: resources.passwordRules, origin: settings.publicOrigin,
            rates: settings.rates,
            room: MailRoom(
                catalogue: resources.catalogue, way: settings.mail.way(settings.publicOrigin), from: settings.mail.from),
            isSignUpOpen: settings.mail.isSignUpOpen, outside: open(.still(clock)), log: Log { log.append($0) })
        services.rawDays = settings.rawDays
        services.fileBytes = settings.fileBytes
        services.live = LiveStreams(store, services.outside, limits: settings.requests.streams)
        return services
    }

    package static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let resources = Result {
        try SiteResources(folder: repository.appending(path: "Resources"), reloads: false, compress: { _ in nil })
    }

    /// The key file of the tests.
    package static let ringText = KeyRing.newFile()

    package static let ring: KeyRing = {
        guard let ring = try? KeyRing(text: ringText) else { preconditionFailure("a fresh key file is good") }
        return ring
    }()

    private static let hasher = PasswordHasher(ring: ring, threads: 2)
}

extension Outside {
    /// The clock of the test, real chance, and a shut door.
    package static func still(_ clock: TestClock) -> Outside {
        Outside(
            now: { clock.now }, randomBytes: RandomBytes.make, nanoseconds: { 0 },
            send: { request in throw ShutDoor(url: request.url) }, mail: { _ in .delayed("the door is shut") })
    }

    package struct ShutDoor: Error {
        package let url: String
    }
}

/// Thursday 19 November 2026, 15:40 in Kyiv, until a test moves it.
package final class TestClock: Sendable {
    private let instant = Mutex(Instant(second: 1_795_095_600))

    package var now: Instant { instant.withLock { $0 } }

    package func set(_ instant: Instant) {
        self.instant.withLock { $0 = instant }
    }

    package func advance(seconds: Int) {
        instant.withLock { $0 = $0.advanced(seconds: seconds) }
    }
}

package final class TestLog: Sendable {
    private let kept = Mutex<[String]>([])

    package var lines: [String] { kept.withLock { $0 } }

    func append(_ line: String) {
        kept.withLock { $0.append(line) }
    }
}

extension Optional {
    fileprivate func asyncMap<Other>(_ transform: (Wrapped) async throws -> Other) async rethrows -> Other? {
        if let self { try await transform(self) } else { nil }
    }
}
