import App
import Crypto
import Foundation
import Postgres
import Store

/// A checked start: the settings are read, the keys fit the database, and serving is safe.
struct Boot {
    let settings: Settings
    let keys: KeyRing
    let database: Database

    /// Throws everything that stands against a start at once, or that the database does not answer.
    static func check() async throws -> Boot {
        let settings = try Settings.ofProcess(for: [.database, .keys])
        let database = Database(DatabaseSettings(settings.database, application: "takt"))
        var problems: [String] = []
        var keys: KeyRing?
        do { keys = try KeyRing(file: settings.keyFile) } catch { problems.append("\(error)") }
        do {
            problems += try await facts(database).refusals
            if let keys { try await check(keys, database) }
        } catch let refusal as KeyRingRefusal {
            problems.append("\(refusal)")
        } catch let error as PostgresError where error.state == "42P01" || error.state == "42501" {
            problems.append("the tables are missing or those of an older Takt; run takt migrate")
        } catch {
            problems.append("the database does not answer as it should: \(error)")
        }
        guard let keys, problems.isEmpty else { throw SettingsRefusal(problems) }
        return Boot(settings: settings, keys: keys, database: database)
    }

    static func facts(_ database: Database) async throws -> BootCheck {
        let before = Date().timeIntervalSince1970
        guard let facts = try await database.serverFacts() else {
            throw SettingsRefusal(["the database does not know its own login"])
        }
        // Half of the way belongs to the answer.
        let here = (before + Date().timeIntervalSince1970) / 2
        return BootCheck(
            login: facts.login, isSuperuser: facts.isSuperuser, bypassesRowSecurity: facts.bypassesRowSecurity,
            ownsTables: facts.ownsTables, version: facts.version, fsync: facts.fsync,
            clockAhead: here - Double(facts.clock) / 1e6)
    }

    /// A key file that cannot open what this database holds is another installation's.
    private static func check(_ keys: KeyRing, _ database: Database) async throws {
        let kept = try await database.keyCanaries().map { KeyRing.Canary(keyID: $0.keyID, sealed: $0.sealed) }
        let missing = try keys.check(keys.needed(kept, try await database.sealedCounts()))
        try await database.keep(missing.map { KeyCanary(keyID: $0.keyID, sealed: $0.sealed) })
    }
}

extension DatabaseSettings {
    /// The application's login.
    init(_ access: DatabaseAccess, application: String) {
        self.init(conninfo: access.url?.reveal() ?? "", size: access.poolSize)
        prepared = access.preparesStatements
        connect = .seconds(access.connectSeconds)
        statement = .seconds(access.statementSeconds)
        lock = .seconds(access.lockSeconds)
        idleInTransaction = .seconds(access.idleTransactionSeconds)
        wait = .seconds(access.waitSeconds)
        self.application = application
    }
}
