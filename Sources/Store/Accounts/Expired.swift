import Postgres

extension Store {
    /// Forgets sessions that nobody used for thirty days, links that expired as long ago and buckets that are
    /// full again, at most `limit` of each; answers how many rows went.
    package func purgeExpired(limit: Int) async throws -> Int {
        try await database.value("SELECT purge_expired(\(limit))", readOnly: false) ?? 0
    }
}
