package import Models
package import Postgres

extension Store {
    /// How long a row of the feed is kept, in seconds.
    package static let feedSeconds = 3_600

    /// Where the feed stands: whatever commits from now on lies behind it.
    package func livePosition() async throws -> LivePosition {
        let transaction: UInt64? = try await database.value("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        return LivePosition(transaction: transaction ?? 0, row: 0)
    }

    /// The next rows of the feed after a place, of all organizations. A row is left for later as long as a
    /// transaction that began before its own is still running: that one may yet put something before it.
    package func liveRecords(after place: LivePosition, limit: Int) async throws -> [LiveRecord] {
        try await database.all(
            """
            SELECT organization_id, id, xact::text AS xact, topic, project_id, people, entity_id
            FROM read_events(\(place.transaction)::text::xid8, \(place.row), \(limit))
            """)
    }

    /// What a person's pages missed in one of their organizations after one place and up to another.
    package func missedRecords(
        in organization: Organization.ID, after place: LivePosition, upTo end: LivePosition, limit: Int
    ) async throws -> [LiveRecord] {
        try await database.all(
            """
            SELECT organization_id, id, xact::text AS xact, topic, project_id, people, entity_id FROM events
            WHERE organization_id = \(organization)
              AND (xact, id) > (\(place.transaction)::text::xid8, \(place.row)::bigint)
              AND (xact, id) <= (\(end.transaction)::text::xid8, \(end.row)::bigint)
              AND xact < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY xact, id
            LIMIT \(limit)
            """, settings: [.organization(organization)])
    }

    /// Whose these sessions are, by the hash of their tokens; one that has ended is missing. Looking does not
    /// prolong a session.
    package func livePeople(tokenHashes: [[UInt8]]) async throws -> [[UInt8]: Person.ID] {
        let rows: [LiveSession] = try await database.all(
            """
            SELECT token_sha256, person_id
            FROM live_sessions(ARRAY(SELECT decode(t, 'hex') FROM unnest(\(tokenHashes.map(hex))::text[]) AS t))
            """)
        return Dictionary(rows.map { ($0.tokenHash, $0.person) }) { first, _ in first }
    }

    /// Those of these tokens that would open something at this moment; looking takes no call of theirs.
    package func liveTokens(_ tokens: [String]) async throws -> Set<String> {
        let alive: [String] = try await database.values("SELECT t FROM live_tokens(\(tokens)::text[]) AS t")
        return Set(alive)
    }

    /// Where each of these people belongs; who belongs nowhere is missing.
    package func places(of people: [Person.ID]) async throws -> [Person.ID: Places] {
        let rows: [PlaceRow] = try await database.all(
            "SELECT person_id, organization_id, project_id, project_public_id FROM places_of(\(people)::uuid[])")
        return rows.reduce(into: [:]) { places, row in
            places[row.person, default: Places()].organizations.insert(row.organization)
            guard let project = row.project else { return }
            places[row.person, default: Places()].projects[project] = row.publicID
            places[row.person, default: Places()].homes[project] = row.organization
        }
    }

    /// Forgets at most so many rows that are older than an hour; whether there may be more.
    package func purgeFeed(limit: Int) async throws -> Bool {
        try await database.value("SELECT purge_events(\(limit))", readOnly: false) == true
    }
}

private func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

extension UInt64: SQLEncodable, SQLDecodable {}

extension LiveRecord: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let people: [Person.ID]? = try row["people"]
        self.init(
            position: LivePosition(transaction: try row["xact"], row: try row["id"]),
            organization: try row["organization_id"], topic: try row["topic"], project: try row["project_id"],
            people: people ?? [], entity: try row["entity_id"])
    }
}

private struct LiveSession: RowDecodable {
    let tokenHash: [UInt8]
    let person: Person.ID

    init(_ row: Row) throws(RowError) {
        tokenHash = try row["token_sha256"]
        person = try row["person_id"]
    }
}

private struct PlaceRow: RowDecodable {
    let person: Person.ID
    let organization: Organization.ID
    let project: Project.ID?
    let publicID: PublicID?

    init(_ row: Row) throws(RowError) {
        person = try row["person_id"]
        organization = try row["organization_id"]
        project = try row["project_id"]
        publicID = try row["project_public_id"]
    }
}
