import FoundationEssentials
package import Models
package import Postgres

/// A page of a person's notices, the newest first.
package struct NoticeList: Sendable {
    package let rows: [NoticeRow]
    package let hasOlder: Bool
    /// Counted up to 100.
    package let unread: Int

    package init(rows: [NoticeRow], hasOlder: Bool, unread: Int) {
        self.rows = rows
        self.hasOlder = hasOlder
        self.unread = unread
    }
}

extension Store {
    /// Where counting the unread ones stops: a badge says no more than “99+”.
    package static let mostUnread = 100

    /// One's own notices from all organizations, as far as one still sees what they are about. `before`: the
    /// notices older than that one.
    package func notices(
        of scope: PersonScope, isUnreadOnly: Bool, before: Int? = nil, limit: Int = 50, at now: Instant
    ) async throws -> NoticeList {
        let unread: SQL = isUnreadOnly ? "AND NOT n.is_read" : ""
        let older: SQL = before.map { "AND n.id < \($0)" } ?? ""
        let page = Self.noticeRows(
            of: scope.person, "\(Self.isThere(scope.person, now)) \(unread) \(older)", limit: limit + 1)
        return try await reading(of: scope.person) { db in
            let answers = try db.answers(to: [page, Self.unreadCount(of: scope.person, at: now)])
            let rows: [NoticeRow] = try answers[0].all()
            return NoticeList(
                rows: Array(rows.prefix(limit)), hasOlder: rows.count > limit, unread: try answers[1].value() ?? 0)
        }
    }

    /// How many notices a person has not read, counted up to 100.
    package func unreadNotices(of person: Person.ID, at now: Instant) async throws -> Int {
        try await reading(of: person) { db in try db.value(Self.unreadCount(of: person, at: now)) ?? 0 }
    }

    /// Marks one notice as read, once or again; false when there is none of that number to be seen.
    package func markRead(_ id: Int, of scope: PersonScope, at now: Instant) async throws -> Bool {
        try await transaction(of: scope.person) { db in
            try db.execute(
                """
                \(Self.places(of: scope.person))
                UPDATE notifications n SET is_read = true, read_at = coalesce(n.read_at, \(now))
                WHERE n.id = \(id) AND \(Self.isThere(scope.person, now)) AND EXISTS (\(Self.place))
                """) > 0
        }
    }

    /// Marks what is unread up to and with that notice; answers how many. What came after the page was shown
    /// stays unread.
    package func markAllRead(upTo id: Int, of scope: PersonScope, at now: Instant) async throws -> Int {
        try await transaction(of: scope.person) { db in
            try db.execute(
                """
                \(Self.places(of: scope.person))
                UPDATE notifications n SET is_read = true, read_at = \(now)
                WHERE n.id <= \(id) AND NOT n.is_read AND \(Self.isThere(scope.person, now)) AND EXISTS (\(Self.place))
                """)
        }
    }

    /// Takes a notice out of its person's list; false when there is none of that number to be seen.
    package func deleteNotice(_ id: Int, of scope: PersonScope, at now: Instant) async throws -> Bool {
        try await transaction(of: scope.person) { db in
            try db.execute(
                """
                \(Self.places(of: scope.person))
                UPDATE notifications n SET deleted_at = \(now)
                WHERE n.id = \(id) AND \(Self.isThere(scope.person, now)) AND EXISTS (\(Self.place))
                """) > 0
        }
    }

    /// Those of a person's notices that they still see, the newest first, backward the oldest.
    static func noticeRows(
        of person: Person.ID, _ condition: SQL, isBackward: Bool = false, limit: Int
    ) -> SQL {
        let order: SQL = isBackward ? "ASC" : "DESC"
        return """
            \(places(of: person))
            SELECT n.id, n.title, n.arguments::text AS arguments, n.type, n.priority, n.category, n.related_entity_type,
                   n.related_entity_id, n.action_url, n.is_read, n.read_at, n.created_at, n.told_at,
                   n.organization_id, p.organization_name, p.project_public_id, p.project_name
            FROM notifications n CROSS JOIN LATERAL (\(place) LIMIT 1) p
            WHERE \(condition)
            ORDER BY n.id \(order)
            LIMIT \(limit)
            """
    }

    /// How many of those there are; counting stops at the limit.
    static func noticeCount(of person: Person.ID, _ condition: SQL, upTo limit: Int) -> SQL {
        """
        \(places(of: person))
        SELECT count(*) FROM (
            SELECT FROM notifications n WHERE \(condition) AND EXISTS (\(place)) LIMIT \(limit)) x
        """
    }

    /// At most the newest thousand unread rows are looked at, in an index that holds nothing else.
    static func unreadCount(
        of person: Person.ID, in organization: Organization.ID? = nil, at now: Instant
    ) -> SQL {
        let inside: SQL = organization.map { "AND n.organization_id = \($0)" } ?? ""
        return """
            \(places(of: person))
            SELECT count(*) FROM (
                SELECT FROM (
                    SELECT n.organization_id, n.project_id, n.permission FROM notifications n
                    WHERE \(isThere(person, now)) \(inside) AND NOT n.is_read
                    ORDER BY n.id DESC
                    LIMIT 1000) n
                WHERE EXISTS (\(place))
                LIMIT \(mostUnread)) x
            """
    }

    /// Beginning of a statement: where the person belongs, and which roles hold which right.
    static func places(of person: Person.ID) -> SQL {
        let rights = Permissions.all.flatMap { right in
            Role.allCases.filter(right.isHeld).map { (right.key, $0) }
        }
        return """
            WITH places AS MATERIALIZED (SELECT * FROM places_of(ARRAY[\(person)::uuid])),
                 rights AS MATERIALIZED (
                     SELECT * FROM unnest(\(rights.map(\.0))::text[], \(rights.map(\.1))::text[]) AS r (permission, role))
            """
    }

    /// The place by which the reader sees notice `n`: where it came from, while they hold the right it asks for.
    static let place: SQL = """
        SELECT * FROM places p
        WHERE p.organization_id = n.organization_id AND p.project_id IS NOT DISTINCT FROM n.project_id
          AND (n.permission IS NULL
            OR EXISTS (SELECT FROM rights r WHERE r.permission = n.permission AND r.role = p.role))
        """

    static func isThere(_ person: Person.ID, _ now: Instant) -> SQL {
        "n.person_id = \(person) AND n.deleted_at IS NULL AND (n.expires_at IS NULL OR n.expires_at > \(now))"
    }
}

extension NoticeRow: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let text: String = try row["arguments"]
        let stored = (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
        let words = Notice.Words(titleKey: try row["title"])
        let subject: String? = try row["related_entity_type"]
        // A value that another version did not keep is a gap in a sentence, not a page that fails.
        let arguments = Dictionary(uniqueKeysWithValues: words.arguments.map { ($0, stored[$0] ?? "0") })
        let notice = Notice(
            words, arguments, try row["type"], priority: try row["priority"], category: try row["category"],
            about: subject.flatMap(Notice.Subject.init(rawValue:)), try row["related_entity_id"],
            address: try row["action_url"])
        self.init(
            id: try row["id"], notice: notice, isRead: try row["is_read"], readAt: try row["read_at"],
            createdAt: try row["created_at"], toldAt: try row["told_at"],
            organization: try row["organization_id"], organizationName: try row["organization_name"],
            project: try row["project_public_id"],
            projectName: try row["project_name"])
    }
}
