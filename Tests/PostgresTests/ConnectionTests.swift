import Postgres
import TestSupport
import Testing

struct ConnectionTests {
    @Test func `a transaction's statements stand together`() async throws {
        let database = try await TestDatabase.shared
        let sum = try await database.app.transaction { connection in
            try connection.execute("CREATE TEMPORARY TABLE pairs (a int, b text)")
            try connection.run(["INSERT INTO pairs VALUES (1, 'a')", "INSERT INTO pairs VALUES (2, 'b')"])
            return try connection.value("SELECT sum(a) FROM pairs", as: Int.self)
        }
        #expect(sum == 3)
    }
}
