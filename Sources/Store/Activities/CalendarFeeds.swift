package import Models
package import Postgres

/// Whose calendar a secret address is for.
package struct CalendarFeed: Sendable, RowDecodable {
    package let member: Member
    package let organizationName: String
    /// The member's own; nil: none was chosen.
    package let language: String?

    package init(_ row: Row) throws(RowError) {
        member = Member(
            organization: try row["organization_id"], organizationPublicID: try row["public_id"],
            person: try row["person_id"], role: try row["role"])
        organizationName = try row["organization_name"]
        language = try row["language"]
    }
}

extension Store {
    /// Events of one answer: months of the busiest.
    package static let mostEvents = 1_000
    /// Activities of one week on a page.
    package static let mostOfWeek = 500

    /// Whose feed has this secret; nil when it is nobody's any more.
    package func calendarFeed(tokenHash: [UInt8]) async throws -> CalendarFeed? {
        try await database.first("SELECT * FROM find_calendar_feed(\(tokenHash))")
    }

    /// Since when the member has a feed; nil: they have none.
    package func calendarFeedMade(_ scope: Scope<ViewLeads>) async throws -> Instant? {
        try await reading(scope) { db in
            try db.value(
                """
                SELECT created_at FROM calendar_feeds
                WHERE organization_id = \(scope.organization) AND person_id = \(scope.person)
                """)
        }
    }

    /// Gives the member a feed under a new secret; the one before opens nothing any more.
    package func makeCalendarFeed(tokenHash: [UInt8], by scope: Scope<ViewLeads>, at now: Instant) async throws {
        try await transaction(scope) { db in
            try db.execute(
                """
                INSERT INTO calendar_feeds (organization_id, person_id, token_sha256, created_at)
                VALUES (\(scope.organization), \(scope.person), \(tokenHash), \(now))
                ON CONFLICT (organization_id, person_id)
                DO UPDATE SET token_sha256 = excluded.token_sha256, created_at = excluded.created_at
                """)
            try db.record(.calendarFeedMade, .member, scope.person.text, by: scope, at: now)
        }
    }

    /// Ends the member's feed; nothing happens where there is none.
    package func endCalendarFeed(by scope: Scope<ViewLeads>, at now: Instant) async throws {
        try await transaction(scope) { db in
            let count = try db.execute(
                """
                DELETE FROM calendar_feeds
                WHERE organization_id = \(scope.organization) AND person_id = \(scope.person)
                """)
            if count > 0 { try db.record(.calendarFeedEnded, .member, scope.person.text, by: scope, at: now) }
        }
    }

    /// The member's own activities of that time, done ones too, by when they are due; at most `limit`.
    package func ownActivities(
        from: Instant, to: Instant, limit: Int, _ scope: Scope<ViewLeads>
    ) async throws -> [ActivityRecord] {
        try await reading(scope) { db in
            try db.all(
                ActivityRecord.rows(
                    "a.assigned_to = \(scope.person) AND a.due_at >= \(from) AND a.due_at < \(to)",
                    order: "a.due_at, a.id", limit: limit, scope))
        }
    }
}
