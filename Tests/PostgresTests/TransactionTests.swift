import Postgres
import TestSupport
import Testing

/// What a transaction promises, also when a statement, the body or COMMIT fails.
struct TransactionTests {
    @Test func `a transaction's statements stand together`() async throws {
        let database = try await TestDatabase.shared
        let sum = try await database.app.transaction { connection in
            try connection.execute("CREATE TEMPORARY TABLE pairs (a int, b text) ON COMMIT DROP")
            try connection.run(["INSERT INTO pairs VALUES (1, 'a')", "INSERT INTO pairs VALUES (2, 'b')"])
            #expect(try connection.execute("UPDATE pairs SET a = a") == 2)
            #expect(try connection.values("SELECT b FROM pairs ORDER BY a") == ["a", "b"])
            return try connection.value("SELECT sum(a) FROM pairs", as: Int.self)
        }
        #expect(sum == 3)
    }

    @Test(arguments: 0..<5) func `an error at any position of a trip undoes the whole transaction`(
        position: Int
    ) async throws {
        let database = try await Scratch.database()
        let table = try await Scratch.number()
        var statements = (0..<5).map { _ in "INSERT INTO notes (topic) VALUES (\(table))" as SQL }
        statements[position] = "SELECT 1 / \(0)"
        let trip = statements
        let error = await #expect(throws: PostgresError.self) {
            try await database.app.transaction { connection in
                try connection.execute("INSERT INTO notes (topic) VALUES (\(table))")
                try connection.run(trip)
            }
        }
        #expect(error?.state == "22012")
        #expect(try await database.app.value("SELECT count(*) FROM notes WHERE topic = \(table)") == 0)
    }

    @Test func `a statement that cannot even be read leaves a usable connection`() async throws {
        let database = Database(try await TestDatabase.shared.app.settings.with(size: 1))
        for _ in 0..<3 {
            let error = await #expect(throws: PostgresError.self) { try await database.value("SELEC 1", as: Int.self) }
            #expect(error?.state == "42601")
        }
        #expect(try await database.value("SELECT 7") == 7)
        #expect(database.counters.open == 1)
    }

    @Test func `a body that throws leaves nothing behind`() async throws {
        struct Second: Error {}
        let database = try await Scratch.database()
        let topic = try await Scratch.number()
        await #expect(throws: Second.self) {
            try await database.app.transaction { connection in
                try connection.execute("INSERT INTO notes (topic) VALUES (\(topic))")
                throw Second()
            }
        }
        #expect(try await database.app.value("SELECT count(*) FROM notes WHERE topic = \(topic)") == 0)
    }

    @Test func `COMMIT after a swallowed error is not taken for a commit`() async throws {
        let database = try await Scratch.database()
        let topic = try await Scratch.number()
        await #expect(throws: TransactionRolledBack.self) {
            try await database.app.transaction { connection in
                try connection.execute("INSERT INTO notes (topic) VALUES (\(topic))")
                _ = try? connection.execute("SELECT 1 / \(0)")
            }
        }
        #expect(try await database.app.value("SELECT count(*) FROM notes WHERE topic = \(topic)") == 0)
    }

    @Test func `a savepoint takes back its own part only`() async throws {
        let database = try await Scratch.database()
        let topic = try await Scratch.number()
        try await database.app.transaction { connection in
            try connection.execute("INSERT INTO notes (topic) VALUES (\(topic))")
            #expect(throws: PostgresError.self) {
                try connection.savepoint {
                    try connection.execute("INSERT INTO notes (topic) VALUES (\(topic))")
                    try connection.execute("SELECT 1 / \(0)")
                }
            }
        }
        #expect(try await database.app.value("SELECT count(*) FROM notes WHERE topic = \(topic)") == 1)
    }

    @Test func `a read cannot write`() async throws {
        let database = try await Scratch.database()
        let error = await #expect(throws: PostgresError.self) {
            try await database.app.value("INSERT INTO notes (topic) VALUES (1) RETURNING topic", as: Int.self)
        }
        #expect(error?.state == "25006")
        #expect(try await database.app.execute("INSERT INTO notes (topic) VALUES (-1)") == 1)
    }

    @Test func `a setting ends with its transaction`() async throws {
        let database = Database(try await TestDatabase.shared.app.settings.with(size: 1))
        let organization = Setting(name: "takt.organization", value: "7a")
        let inside: String? = try await database.transaction([organization]) {
            try $0.value("SELECT current_setting('takt.organization', true)")
        }
        #expect(inside == "7a")
        for _ in 0..<2 {
            #expect(
                try await database.value("SELECT current_setting('takt.organization', true)", settings: [organization])
                    == "7a")
            let after: String? = try await database.transaction {
                try $0.value("SELECT coalesce(current_setting('takt.organization', true), '')")
            }
            #expect(after == "")
        }
        _ = try? await database.transaction([organization]) { try $0.execute("SELECT 1 / \(0)") }
        #expect(try await database.value("SELECT coalesce(current_setting('takt.organization', true), '')") == "")
        #expect(database.counters.open == 1)
    }

    @Test func `the constraint, the table and the column of an error are named`() async throws {
        let database = try await Scratch.database()
        let error = await #expect(throws: PostgresError.self) {
            try await database.app.execute("INSERT INTO notes (topic) VALUES (\(nil as Int?))")
        }
        #expect(error?.state == "23502")
        #expect(error?.table == "notes")
        #expect(error?.column == "topic")
        let broken = await #expect(throws: PostgresError.self) {
            try await database.app.execute("INSERT INTO notes (topic, size) VALUES (1, -1)")
        }
        #expect(broken?.constraint == "size_is_not_negative")
    }
}
