import Foundation
import Postgres
import TestSupport
import Testing

/// A migration happens as a whole, once, and by one runner.
struct MigrationTests {
    @Test func `pending files are applied in order, once`() async throws {
        let stage = try await Stage(["0001_a": "CREATE TABLE a (n int)", "0002_b": "ALTER TABLE a ADD m int"])
        #expect(try await stage.apply() == ["0001_a.sql", "0002_b.sql"])
        #expect(try await stage.apply() == [])
        try stage.write(["0003_c": "CREATE TABLE c (n int)"])
        #expect(try await stage.status() == ["0001_a.sql applied", "0002_b.sql applied", "0003_c.sql pending"])
        #expect(try await stage.apply() == ["0003_c.sql"])
        try await stage.end()
    }

    @Test func `a file that fails leaves nothing of itself and what came before it`() async throws {
        let stage = try await Stage([
            "0001_a": "CREATE TABLE a (n int)",
            "0002_b": "CREATE TABLE b (n int); SELECT 1 / 0; CREATE TABLE c (n int)",
        ])
        let refusal = await #expect(throws: Migrations.Refusal.self) { try await stage.apply() }
        #expect(refusal?.description == "0002_b.sql: division by zero (22012)")
        #expect(try await stage.tables() == ["a", "migrations"])
        try stage.write(["0002_b": "CREATE TABLE b (n int)"])
        #expect(try await stage.apply() == ["0002_b.sql"])
        try await stage.end()
    }

    @Test func `an edited or a missing file is refused`() async throws {
        let stage = try await Stage(["0001_a": "CREATE TABLE a (n int)"])
        _ = try await stage.apply()
        try stage.write(["0001_a": "CREATE TABLE a (n int);", "0002_b": "CREATE TABLE b (n int)"])
        let edited = await #expect(throws: Migrations.Refusal.self) { try await stage.apply() }
        #expect(edited?.description == "0001_a.sql was changed after it was applied; write a new migration")
        try stage.remove("0001_a")
        let missing = await #expect(throws: Migrations.Refusal.self) { try await stage.apply() }
        #expect(missing?.description == "0001_a.sql is applied but not in the folder; this program is too old")
        #expect(try await stage.tables() == ["a", "migrations"])
        try await stage.end()
    }

    @Test func `a file may not end its own transaction`() async throws {
        let stage = try await Stage(["0001_a": "CREATE TABLE a (n int); COMMIT; BEGIN"])
        await #expect(throws: Migrations.Refusal.self) { try await stage.apply() }
        try await stage.end()
    }

    @Test(arguments: ["1_a", "0001a", "abcd_e"]) func `a name out of form is refused`(name: String) async throws {
        let folder = try Stage.folder()
        try "".write(toFile: "\(folder)/\(name).sql", atomically: true, encoding: .utf8)
        #expect(throws: Migrations.Refusal.self) { try Migrations(folder: folder) }
    }

    @Test func `two files of one number are refused`() async throws {
        let folder = try Stage.folder()
        for name in ["0001_a", "0001_b"] {
            try "".write(toFile: "\(folder)/\(name).sql", atomically: true, encoding: .utf8)
        }
        #expect(throws: Migrations.Refusal(description: "two migrations are 0001")) { try Migrations(folder: folder) }
    }

    @Test func `a dry run shows what would happen and leaves nothing`() async throws {
        let stage = try await Stage(["0001_a": "CREATE TABLE a (n int)", "0002_b": "ALTER TABLE a ADD m int"])
        #expect(try await stage.migrations().dryRun(on: stage.connection()) == ["0001_a.sql", "0002_b.sql"])
        #expect(try await stage.tables() == [])
        try stage.write(["0003_c": "ALTER TABLE a ADD m int"])
        await #expect(throws: Migrations.Refusal.self) { try await stage.migrations().dryRun(on: stage.connection()) }
        #expect(try await stage.tables() == [])
        try await stage.end()
    }

    @Test func `runners started together apply each file once`() async throws {
        let stage = try await Stage([
            "0001_a": "CREATE TABLE a (n int); SELECT pg_sleep(0.1)", "0002_b": "INSERT INTO a VALUES (1)",
            "0003_c": "INSERT INTO a VALUES (1)",
        ])
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 { group.addTask { try await stage.apply() } }
            return try await group.reduce([], +)
        }
        #expect(applied == ["0001_a.sql", "0002_b.sql", "0003_c.sql"])
        #expect(try await stage.database.owner.value("SELECT count(*) FROM a") == 2)
        try await stage.end()
    }

    @Test func `a second runner does not wait for ever`() async throws {
        let stage = try await Stage(["0001_a": "SELECT pg_sleep(1)"])
        let first = Task { try await stage.apply() }
        try await Task.sleep(for: .milliseconds(300))
        var second = try stage.migrations()
        second.wait = .milliseconds(200)
        let waiting = second
        await #expect(throws: Migrations.Refusal(description: "another migration is running")) {
            try await waiting.apply(to: stage.connection())
        }
        _ = try await first.value
        try await stage.end()
    }

    @Test func `a runner killed at any point leaves whole migrations`() async throws {
        let stage = try await Stage([:])
        var random = Seeded(state: seed)
        for round in 0..<8 {
            let numbers = (1...3).map { round * 3 + $0 }
            try stage.write(
                Dictionary(
                    uniqueKeysWithValues: numbers.map { number in
                        let name = String(repeating: "0", count: 4 - "\(number)".count) + "\(number)"
                        return (
                            "\(name)_x",
                            """
                            CREATE TABLE x\(number) (n int); SELECT pg_sleep(0.005);
                            CREATE TABLE y\(number) (n int); SELECT pg_sleep(0.005);
                            """
                        )
                    }))
            let runner = Task { try await stage.apply() }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...60, using: &random)))
            try await stage.database.superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'takt migrate' AND datname = current_database()"
            )
            _ = try? await runner.value
            let tables = try await stage.tables()
            let status = try await stage.status()
            for number in numbers {
                let isApplied = status.contains { $0.hasSuffix(" applied") && Int($0.prefix(4)) == number }
                #expect(tables.contains("x\(number)") == isApplied, "seed \(seed)")
                #expect(tables.contains("y\(number)") == isApplied, "seed \(seed)")
            }
            _ = try await stage.apply()
        }
        #expect(try await stage.tables().count == 49)
        try await stage.end()
    }
}

/// An empty database and a folder of migrations.
private struct Stage: Sendable {
    let database: TestDatabase
    private let path: String

    init(_ files: [String: String]) async throws {
        database = try await TestDatabase.empty()
        path = try Self.folder()
        try write(files)
    }

    static func folder() throws -> String {
        let path = NSTemporaryDirectory() + "takt-migrations-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    func write(_ files: [String: String]) throws {
        for (name, text) in files { try text.write(toFile: "\(path)/\(name).sql", atomically: true, encoding: .utf8) }
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name).sql") }

    func migrations() throws -> Migrations { try Migrations(folder: path) }

    func connection() async throws -> Connection {
        try await Migrations.connection(database.conninfo(user: "takt_owner"))
    }

    func apply() async throws -> [String] { try await migrations().apply(to: connection()) }

    func status() async throws -> [String] {
        try await migrations().status(on: connection()).map { "\($0.name) \($0.state)" }
    }

    func tables() async throws -> [String] {
        try await database.owner.values(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1")
    }

    func end() async throws {
        try? FileManager.default.removeItem(atPath: path)
        try await database.drop()
    }
}
