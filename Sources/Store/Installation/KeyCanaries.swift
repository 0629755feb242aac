package import Postgres

/// A known text sealed with one master key of this installation.
package struct KeyCanary: Sendable, Equatable, RowDecodable {
    package let keyID: String
    package let sealed: [UInt8]

    package init(keyID: String, sealed: [UInt8]) {
        self.keyID = keyID
        self.sealed = sealed
    }

    package init(_ row: Row) throws(RowError) {
        keyID = try row["key_id"]
        sealed = try row["sealed"]
    }
}

extension Database {
    package func keyCanaries() async throws -> [KeyCanary] {
        try await all("SELECT key_id, sealed FROM key_canaries ORDER BY key_id")
    }

    /// Keeps the first one of every key, also when two processes start at once.
    package func keep(_ canaries: [KeyCanary]) async throws {
        for canary in canaries {
            try await execute(
                """
                INSERT INTO key_canaries (key_id, sealed)
                VALUES (\(canary.keyID), \(canary.sealed))
                ON CONFLICT DO NOTHING
                """)
        }
    }
}
