import Postgres
import TestSupport
import Testing

@testable import App

/// T-BOOT: the program does not start where what it confirms could be lost or seen by others.
struct BootCheckTests {
    private let fine = BootCheck(
        login: "takt_app", isSuperuser: false, bypassesRowSecurity: false, ownsTables: false, version: 150_014,
        fsync: true, clockAhead: 0)

    private func refusals(_ change: (inout BootCheck) -> Void) -> [String] {
        var check = fine
        change(&check)
        return check.refusals
    }

    @Test func `nothing stands against a start as it should be`() {
        #expect(fine.refusals == [])
        #expect(refusals { $0.clockAhead = -1.9 } == [])
    }

    @Test func `a superuser is refused`() {
        #expect(
            refusals {
                $0.login = "postgres"
                $0.isSuperuser = true
                $0.bypassesRowSecurity = true
            } == ["TAKT_DATABASE_URL logs in as postgres, a superuser; log in as takt_app"])
    }

    @Test func `a login that passes row security or owns tables is refused`() {
        #expect(refusals { $0.bypassesRowSecurity = true }.first?.contains("passes row security") == true)
        #expect(refusals { $0.ownsTables = true }.first?.contains("owns tables") == true)
    }

    @Test func `a server without fsync is refused`() {
        #expect(refusals { $0.fsync = false }.first?.contains("fsync") == true)
    }

    @Test func `a server with known faults is refused by its version`() {
        #expect(
            refusals { $0.version = 150_013 } == [
                "the database server is PostgreSQL 15.13; install 15.14 or newer"
            ])
    }

    @Test(arguments: [2.5, -2.5, 4e9])
    func `a clock more than two seconds off is refused`(ahead: Double) {
        let said = refusals { $0.clockAhead = ahead }
        #expect(said.count == 1)
        #expect(said.first?.contains(ahead > 0 ? "ahead of" : "behind") == true)
    }

    @Test func `all reasons are said at once`() {
        #expect(
            refusals {
                $0.isSuperuser = true
                $0.fsync = false
                $0.clockAhead = 9
            }.count == 3)
    }

    @Test func `the test cluster tells its logins apart and that it runs without fsync`() async throws {
        let database = try await TestDatabase.shared
        let app = try #require(try await database.app.serverFacts())
        #expect(app.login == "takt_app")
        #expect(!app.isSuperuser && !app.bypassesRowSecurity && !app.ownsTables && !app.fsync)
        let owner = try #require(try await database.owner.serverFacts())
        #expect(owner.ownsTables && !owner.isSuperuser)
        let superuser = try #require(try await database.superuser.serverFacts())
        #expect(superuser.isSuperuser)
        #expect(superuser.version >= 150_014)
    }
}
