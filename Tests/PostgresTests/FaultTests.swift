import Postgres
import TestSupport
import Testing

/// Connections that break, and statements that are given up.
struct FaultTests {
    @Test func `a session killed in the middle loses the transaction, not the pool`() async throws {
        let database = try await Scratch.database()
        let topic = try await Scratch.number()
        await #expect(throws: ConnectionLost.self) {
            try await database.app.transaction { connection in
                try connection.execute("INSERT INTO notes (topic) VALUES (\(topic))")
                try connection.execute("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(1)")
            }
        }
        #expect(try await database.app.value("SELECT count(*) FROM notes WHERE topic = \(topic)") == 0)
    }

    @Test func `a body that goes on after its session died is not committed`() async throws {
        let database = try await Scratch.database()
        await #expect(throws: ConnectionLost.self) {
            try await database.app.transaction { connection in
                _ = try? connection.execute("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(1)")
                _ = try? connection.execute("INSERT INTO notes (topic) VALUES (-2)")
            }
        }
    }

    @Test func `sessions killed while idle are noticed before they are used`() async throws {
        let database = try await TestDatabase.empty()
        try await database.app.warm()
        #expect(database.app.counters.idle == database.app.settings.size)
        try await database.superuser.execute(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE usename = 'takt_app' AND datname = current_database()"
        )
        for _ in 0..<10 { try await database.app.transaction { try $0.execute("SELECT 1") } }
        try await database.drop()
    }

    @Test func `a session that dies during COMMIT leaves the outcome unknown`() async throws {
        let database = try await Scratch.database()
        await #expect(throws: CommitUnknown.self) {
            try await database.app.transaction { try $0.execute("INSERT INTO fatal_notes VALUES (1)") }
        }
        await #expect(throws: CommitUnknown.self) {
            try await database.app.execute("INSERT INTO fatal_notes VALUES (1)")
        }
        #expect(try await database.app.value("SELECT 1") == 1)
    }

    @Test func `a request lost and an answer lost at COMMIT look alike`() async throws {
        let database = try await Scratch.database()
        let topic = try await Scratch.number()
        for fault in [Proxy.Fault.dropsCommit, .dropsCommitAnswer] {
            let proxy = try Proxy(to: database, fault)
            let through = Database(DatabaseSettings(conninfo: proxy.conninfo, size: 1))
            await #expect(throws: CommitUnknown.self) {
                try await through.transaction { try $0.execute("INSERT INTO notes (topic) VALUES (\(topic))") }
            }
            proxy.close()
        }
        #expect(try await database.app.value("SELECT count(*) FROM notes WHERE topic = \(topic)") == 1)
    }

    @Test func `a read whose session dies is tried once more`() async throws {
        let database = try await Scratch.database()
        let proxy = try Proxy(to: database, .dropsCommitAnswer)
        let through = Database(DatabaseSettings(conninfo: proxy.conninfo, size: 1))
        #expect(try await through.value("SELECT 5") == 5)
        proxy.close()
    }

    @Test(.timeLimit(.minutes(1))) func `a cancelled task leaves its statement and the server stops it`() async throws {
        let database = try await Scratch.database()
        let start = ContinuousClock.now
        let task = Task {
            try await database.app.transaction { try $0.execute("SELECT pg_sleep(30), 'cancelled one'") }
        }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(start.duration(to: .now) < .seconds(5))
        try await Task.sleep(for: .milliseconds(200))
        let running: Int? = try await database.superuser.value(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%cancelled one%' AND pid <> pg_backend_pid()"
        )
        #expect(running == 0)
        #expect(try await database.app.value("SELECT 1") == 1)
    }

    @Test func `a task cancelled beforehand sends nothing`() async throws {
        let database = try await Scratch.database()
        let topic = try await Scratch.number()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await database.app.execute("INSERT INTO notes (topic) VALUES (\(topic))")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await database.app.value("SELECT count(*) FROM notes WHERE topic = \(topic)") == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `a server that stops answering does not hold a cancelled caller`() async throws
    {
        let database = try await Scratch.database()
        let proxy = try Proxy(to: database, .none)
        let through = Database(DatabaseSettings(conninfo: proxy.conninfo, size: 1))
        #expect(try await through.value("SELECT 1") == 1)
        proxy.goSilent()
        let task = Task { try await through.value("SELECT 1", as: Int.self) }
        try await Task.sleep(for: .milliseconds(100))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(start.duration(to: .now) < .seconds(3))
        #expect(through.counters.open == 0)
        proxy.close()
    }

    @Test func `the time limits of a session are set`() async throws {
        let database = try await TestDatabase.shared.app
        let limits: [String] = try await database.values(
            "SELECT current_setting(unnest(ARRAY['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'TimeZone']))"
        )
        #expect(limits == ["15s", "3s", "30s", "UTC"])
    }

    @Test func `a statement that takes too long is stopped by the server`() async throws {
        var settings = try await TestDatabase.shared.app.settings
        settings.statement = .milliseconds(100)
        let error = await #expect(throws: PostgresError.self) {
            try await Database(settings).execute("SELECT pg_sleep(10)")
        }
        #expect(error?.state == "57014")
    }

    @Test func `a database out of reach says so`() async throws {
        let database = Database(DatabaseSettings(conninfo: "host=/nonexistent dbname=takt user=takt_app"))
        await #expect(throws: ConnectionLost.self) { try await database.value("SELECT 1", as: Int.self) }
        #expect(database.counters.open == 0)
    }
}
