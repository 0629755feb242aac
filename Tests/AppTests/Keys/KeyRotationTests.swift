@testable import App
import Crypto
import FoundationEssentials
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-ENC: a sealed value opens in its own place alone, an old key opens what it sealed until nothing needs it.
struct KeyRotationTests {
    /// The tests' ring with a second key, which is the active one.
    private static func newRing() throws -> (both: KeyRing, new: KeyRing) {
        let second = KeyRing.newFile(id: "k002").split(separator: "\n").map(String.init)
        let old = TestSite.ringText.split(separator: "\n").map(String.init)
        let both = try KeyRing(text: [old[0], second[0], "active=k002"].joined(separator: "\n"))
        return (both, try KeyRing(text: second.joined(separator: "\n")))
    }

    private static func site(_ site: TestSite, with ring: KeyRing) -> Site {
        var services = site.services
        services.ring = ring
        return Site(services)
    }

    private static func other(_ count: [SealedCount], than id: String) -> Int {
        count.filter { $0.keyID != id && $0.place != SealedColumn.peppers }.reduce(0) { $0 + $1.count }
    }

    /// A shop with an API key, whose people have words waiting for their next page.
    private static func shop(_ people: Int) async throws -> (site: TestSite, sealed: SecretPlace) {
        let site = try await TestSite(database: try await TestDatabase.fresh())
        let place = SecretPlace(
            table: "projects", column: "api_key", organization: site.organization.rawValue, row: site.project.rawValue)
        let key = try site.services.ring.seal(Array("the-key".utf8), in: place)
        let project = site.project
        try await site.database.superuser.execute("UPDATE projects SET api_key = \(key) WHERE id = \(project)")
        for _ in 0..<people {
            let person = try #require(try await site.signIn(as: .rep).person)
            let flash = SecretPlace(
                table: "sessions", column: "flash", organization: person.rawValue, row: person.rawValue)
            let sealed = try site.services.ring.seal(Array("words".utf8), in: flash)
            try await site.database.superuser.execute(
                "UPDATE sessions SET flash = \(sealed) WHERE person_id = \(person)")
        }
        return (site, place)
    }

    @Test func `everything is sealed anew in batches, and then the old key may go`() async throws {
        let (site, place) = try await Self.shop(KeyRotation.batch + 30)
        let rings = try Self.newRing()
        #expect(Self.other(try await site.store.sealedCounts(), than: "k001") == 0)
        let all = Self.other(try await site.store.sealedCounts(), than: "k002")
        #expect(all == KeyRotation.batch + 32)
        var services = site.services
        services.ring = rings.both
        var reports: [Int] = []
        let result = try await KeyRotation(services: services).rotate { reports.append($0) }
        #expect(result == KeyRotation.Result(done: all, unreadable: 0))
        #expect(reports == reports.sorted() && reports.count >= 4)
        let counts = try await site.store.sealedCounts()
        #expect(Self.other(counts, than: "k002") == 0)
        // The new key alone opens it all.
        let sealed = try #require(try await site.store.sealedAPIKey(site.system))
        #expect(try rings.new.open(sealed, in: place) == Array("the-key".utf8))
        // A second run finds nothing to do.
        #expect(try await KeyRotation(services: services).rotate { _ in } == KeyRotation.Result())
        // Start: the old key's canary is asked for only while something needs the key.
        let canaries = try site.services.ring.check([]) + rings.new.check([])
        #expect(try rings.new.check(rings.new.needed(canaries, counts)).isEmpty)
        try await site.database.drop()
    }

    @Test func `a key that something still needs must be in the file, and the refusal names it`() async throws {
        let (site, _) = try await Self.shop(1)
        let rings = try Self.newRing()
        let canaries = try site.services.ring.check([]) + rings.new.check([])
        let counts = try await site.store.sealedCounts()
        let error = #expect(throws: KeyRingRefusal.self) { try rings.new.check(rings.new.needed(canaries, counts)) }
        #expect(error == .keyMissing(id: "k001") && "\(error.map { "\($0)" } ?? "")".contains("k001"))
        // A password does, too.
        let passwords = [try #require(try await Self.pepperCount(site))]
        #expect(throws: KeyRingRefusal.self) { try rings.new.check(rings.new.needed(canaries, passwords)) }
        try await site.database.drop()
    }

    private static func pepperCount(_ site: TestSite) async throws -> SealedCount? {
        _ = try await site.addPerson(password: "ship it on Friday")
        return try await site.store.sealedCounts().first { $0.place == SealedColumn.peppers }
    }

    @Test func `what does not open is counted and left as it is`() async throws {
        let (site, _) = try await Self.shop(2)
        let rings = try Self.newRing()
        let project = site.project
        // Another row's value, and one whose key nobody has.
        try await site.database.superuser.execute(
            "UPDATE projects SET api_key = (SELECT sealed FROM hook_tokens WHERE project_id = \(project)) WHERE id = \(project)"
        )
        try await site.database.superuser.execute(
            """
            UPDATE sessions SET flash = overlay(flash PLACING 'k999'::bytea FROM 2 FOR 4)
            WHERE id = (SELECT min(id) FROM sessions)
            """)
        let before = try await site.store.sealedAPIKey(site.system)
        var services = site.services
        services.ring = rings.both
        let result = try await KeyRotation(services: services).rotate { _ in }
        #expect(result == KeyRotation.Result(done: 2, unreadable: 2))
        #expect(try await site.store.sealedAPIKey(site.system) == before)
        #expect(site.log.lines.contains { $0.contains("secret_unreadable") && $0.contains("k999") })
        #expect(!site.log.lines.contains { $0.contains("the-key") })
        try await site.database.drop()
    }

    @Test func `a value moved to another row, column or organization does not open`() async throws {
        let (site, place) = try await Self.shop(0)
        let sealed = try #require(try await site.store.sealedAPIKey(site.system))
        let nobody = UUID()
        for wrong in [
            SecretPlace(
                table: "projects", column: "api_key", organization: place.organization, row: nobody),
            SecretPlace(table: "projects", column: "api_key", organization: nobody, row: place.row),
            SecretPlace(table: "projects", column: "other", organization: place.organization, row: place.row),
            SecretPlace(table: "hook_tokens", column: "api_key", organization: place.organization, row: place.row),
        ] {
            let error = #expect(throws: SecretUnreadable.self) { try site.services.ring.open(sealed, in: wrong) }
            #expect(error?.reason == .refused)
        }
        let error = #expect(throws: SecretUnreadable.self) { try Self.newRing().new.open(sealed, in: place) }
        #expect(error?.reason == .unknownKey("k001"))
        try await site.database.drop()
    }

    @Test(arguments: SealedColumn.allCases) func `every sealed column has a name for people`(column: SealedColumn)
        throws
    {
        let texts = try PageTests.looks.get().catalogue
        let key = try #require(KeysPage.Place(name: column.rawValue, count: 1).text)
        for language in Language.allCases { #expect(try !texts.text(key, in: language).isEmpty) }
        #expect(KeysPage.Place(name: "of_another.version", count: 1).text == nil)
    }

    @Test func `the operator sees the counts and starts the job; nobody else finds the page`() async throws {
        let (site, _) = try await Self.shop(3)
        let rings = try Self.newRing()
        let person = try await site.addPerson()
        try await site.database.superuser.execute("UPDATE people SET is_operator = true WHERE id = \(person)")
        let browser = try await site.browser(of: person).at(Self.site(site, with: rings.both))
        let page = await browser.get("/operator/keys").text
        #expect(
            page.contains("<span title=\"projects.api_key\">API keys of projects</span>")
                && page.contains("Encrypt anew") && page.contains("k002"))
        #expect(await browser.post("/operator/keys/rotation").headers["location"] == "/operator/keys")
        #expect(await browser.get("/operator/keys").text.contains("Encrypting anew:"))
        let jobs: Int? = try await site.database.superuser.value(
            "SELECT count(*) FROM jobs WHERE kind = 'rotate_keys' AND organization_id IS NULL")
        #expect(jobs == 1)
        #expect(try await site.signIn(as: .admin).get("/operator/keys").status == .notFound)
        try await site.database.drop()
    }
}
