import Postgres

extension Store {
    /// Whether the database is away or too busy: the request may be tried again in a moment.
    package static func isOutage(_ error: any Error) -> Bool {
        switch error {
        case is ConnectionLost, is PoolExhausted, is CommitUnknown: true
        case let error as PostgresError:
            ["08", "57", "53"].contains(String(error.state.prefix(2))) || error.state == "55P03"
        default: false
        }
    }

    /// What the log may say about an error: for SQL the state and the constraint, never values.
    package static func safeDescription(of error: any Error) -> String {
        if let error = error as? PostgresError {
            return "SQL \(error.state) \(error.constraint ?? "") \(error.table ?? "")"
        }
        return "\(error)"
    }
}

extension Store {
    /// Throws when the database does not answer.
    package func ping() async throws {
        let _: Int? = try await database.value("SELECT 1")
    }
}
