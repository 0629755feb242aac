import Postgres

/// Where a call to the outside CRM stands among all calls under one API key.
package enum CallPlace: String, Sendable {
    /// It goes to the end of the line when it cannot go at once, and is told its turn.
    case new
    /// It has waited for its turn.
    case turn
    /// A person waits for it at a page: it passes the line and never joins it.
    case now
}

extension CallPlace: SQLEncodable {}

extension Store {
    /// Lets one call under a key go, over all processes: answers 0, or the seconds until its turn. The key is
    /// known by a hash of 32 bytes alone. `rate` is in calls a second, of which `burst` may go at once.
    package func takeCall(
        _ keyHash: [UInt8], rate: Double, burst: Int, from place: CallPlace
    ) async throws -> Double {
        try await database.value(
            "SELECT take_call(\(keyHash), \(rate), \(Double(burst)), \(place))", readOnly: false) ?? 0
    }

    /// The other side asked for silence: nobody calls under this key for so many seconds.
    package func pauseCalls(_ keyHash: [UInt8], seconds: Int) async throws {
        try await database.execute("SELECT pause_calls(\(keyHash), \(Double(seconds)))")
    }

    /// How many seconds of a pause are left; 0 when nobody asked for silence.
    package func callPause(_ keyHash: [UInt8]) async throws -> Int {
        try await database.value(
            """
            SELECT greatest(0, ceil(extract(epoch FROM paused_until - clock_timestamp())))::bigint
            FROM call_lines WHERE key_hash = \(keyHash)
            """) ?? 0
    }
}
