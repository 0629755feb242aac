import Foundation

/// The numbered changes of the schema, `NNNN_name.sql` in one folder: forward only, each in one
/// transaction, each once, by one runner at a time.
package struct Migrations: Sendable {
    /// What a file and the database say about each other.
    package enum State: Sendable, Equatable {
        case applied
        case pending
        /// The file is not the one that was applied.
        case edited
        /// Applied, but not in the folder: the database is newer than the program.
        case missing
    }

    package struct Entry: Sendable, Equatable {
        package let name: String
        package let state: State
    }

    package struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    struct File: Sendable {
        let name: String
        let text: String
    }

    let files: [File]
    /// How long to wait for another runner to finish.
    package var wait = Duration.seconds(30)

    /// Reads the folder; refuses two files with one number and names out of form.
    package init(folder: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }.sorted()
        var numbers: Set<Substring> = []
        for name in names {
            let number = name.prefix(4)
            guard number.utf8.count == 4, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                name.dropFirst(4).first == "_"
            else { throw Refusal(description: "\(name) is not named NNNN_name.sql") }
            guard numbers.insert(number).inserted else { throw Refusal(description: "two migrations are \(number)") }
        }
        files = try names.map { name in
            File(name: name, text: try String(contentsOfFile: folder + "/" + name, encoding: .utf8))
        }
    }

    /// The owner's connection: no limit on a statement, but none waits long for a lock, so that a
    /// migration does not stop the application behind it.
    package static func connection(_ conninfo: String) async throws -> Connection {
        var settings = DatabaseSettings(conninfo: conninfo, size: 1)
        settings.statement = .zero
        settings.application = "takt migrate"
        return try await Connection.open(settings)
    }

    /// Applies what is pending and names it. Refuses to touch a database whose past differs from the folder.
    @discardableResult
    package func apply(to connection: Connection) async throws -> [String] {
        try await alone(on: connection) {
            try await connection.createMigrationsTable()
            let pending = try await pending(on: connection)
            for file in pending { try await connection.migrate([file], keep: true) }
            return pending.map(\.name)
        }
    }

    /// Runs what is pending in one transaction and takes it back. The tables are locked meanwhile.
    package func dryRun(on connection: Connection) async throws -> [String] {
        try await alone(on: connection) {
            let pending = try await pending(on: connection)
            try await connection.migrate(pending, keep: false)
            return pending.map(\.name)
        }
    }

    /// Every migration of the folder and of the database, by number.
    package func status(on connection: Connection) async throws -> [Entry] {
        let applied = try await connection.appliedMigrations()
        var entries: [Entry] = []
        for file in files {
            let checksum = try await connection.checksum(of: file)
            let known = applied.first { $0.name == file.name }
            entries.append(
                Entry(name: file.name, state: known.map { $0.checksum == checksum ? .applied : .edited } ?? .pending))
        }
        entries += applied.filter { known in !files.contains { $0.name == known.name } }
            .map { Entry(name: $0.name, state: .missing) }
        return entries.sorted { $0.name < $1.name }
    }

    private func pending(on connection: Connection) async throws -> [File] {
        let status = try await status(on: connection)
        for entry in status where entry.state == .edited {
            throw Refusal(description: "\(entry.name) was changed after it was applied; write a new migration")
        }
        for entry in status where entry.state == .missing {
            throw Refusal(description: "\(entry.name) is applied but not in the folder; this program is too old")
        }
        let names = Set(status.filter { $0.state == .pending }.map(\.name))
        return files.filter { names.contains($0.name) }
    }

    /// One runner at a time. The lock ends with the session, so a killed runner leaves none behind.
    private func alone<Value>(on connection: Connection, _ work: () async throws -> Value) async throws -> Value {
        let clock = ContinuousClock()
        let end = clock.now + wait
        while try await connection.value("SELECT pg_try_advisory_lock(\(Migrations.lock))") != true {
            guard clock.now < end else { throw Refusal(description: "another migration is running") }
            try await Task.sleep(for: .milliseconds(100))
        }
        do {
            let value = try await work()
            try await connection.execute("SELECT pg_advisory_unlock(\(Migrations.lock))")
            return value
        } catch {
            _ = try? await connection.execute("SELECT pg_advisory_unlock(\(Migrations.lock))")
            throw error
        }
    }

    /// "takt", as a number.
    private static let lock: Int64 = 0x7461_6b74
}

private struct AppliedMigration: RowDecodable {
    let name: String
    let checksum: String

    init(_ row: Row) throws(RowError) {
        name = try row["name"]
        checksum = try row["checksum"]
    }
}

extension Connection {
    fileprivate func createMigrationsTable() throws {
        try execute(
            """
            CREATE TABLE IF NOT EXISTS migrations (
                name text PRIMARY KEY,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """)
    }

    fileprivate func appliedMigrations() throws -> [AppliedMigration] {
        guard try value("SELECT to_regclass('migrations') IS NOT NULL") == true else { return [] }
        return try all("SELECT name, checksum FROM migrations ORDER BY name")
    }

    fileprivate func checksum(of file: Migrations.File) throws -> String? {
        try value("SELECT encode(sha256(convert_to(\(file.text), 'UTF8')), 'hex')")
    }

    fileprivate func migrate(_ files: [Migrations.File], keep: Bool) throws {
        do {
            try transaction { connection in
                for file in files { try connection.migrate(file, keep: keep) }
                if !keep { throw TakenBack() }
            }
        } catch is TakenBack {}
    }

    private func migrate(_ file: Migrations.File, keep: Bool) throws {
        let before: Int64? = try value("SELECT pg_current_xact_id()::text::bigint")
        do {
            try script(file.text)
        } catch let error as PostgresError {
            throw Migrations.Refusal(description: "\(file.name): \(error)")
        }
        guard try before == value("SELECT pg_current_xact_id()::text::bigint") else {
            throw Migrations.Refusal(description: "\(file.name) ends its own transaction; it must not")
        }
        guard keep else { return }
        try execute(
            """
            INSERT INTO migrations (name, checksum)
            VALUES (\(file.name), encode(sha256(convert_to(\(file.text), 'UTF8')), 'hex'))
            """)
    }
}

private struct TakenBack: Error {}
