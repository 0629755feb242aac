package import Models
import Postgres

/// A page of the notices that a program asked for, the newest first, and whether more lie before and after it.
package struct NoticePage: Sendable {
    package let rows: [NoticeRow]
    package let hasNewer, hasOlder: Bool
    /// How many match; nil above 1,000, where nobody counts for one page.
    package let total: Int?
    /// Whatever is filtered; counted up to 100.
    package let unread: Int
}

/// The notices of the member for whom a program acts, in the one organization of its token.
extension Store {
    /// A page of them, the newest first, how many there are and how many are unread.
    package func notices(
        _ filter: NoticeFilter, _ scope: Scope<SeeOrganization>, at now: Instant
    ) async throws -> NoticePage {
        let read: SQL = filter.isRead.map { "AND n.is_read = \($0)" } ?? ""
        let level: SQL = filter.level.map { "AND n.type = \($0)" } ?? ""
        let category: SQL = filter.category.map { "AND n.category = \($0)" } ?? ""
        let matching: SQL = "\(Self.isThere(scope, now)) \(read) \(level) \(category)"
        let isBackward = filter.cursor?.isBackward ?? false
        let beyond: SQL = filter.cursor.map { $0.isBackward ? "AND n.id > \($0.id)" : "AND n.id < \($0.id)" } ?? ""
        let statements = [
            Self.noticeRows(
                of: scope.person, "\(matching) \(beyond)", isBackward: isBackward, limit: filter.limit + 1),
            Self.noticeCount(of: scope.person, matching, upTo: ListQuery.mostCounted + 1),
            Self.unreadCount(of: scope.person, in: scope.organization, at: now),
        ]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            var rows: [NoticeRow] = try answers[0].all()
            let hasMore = rows.count > filter.limit
            if hasMore { rows.removeLast() }
            if isBackward { rows.reverse() }
            let total: Int = try answers[1].value() ?? 0
            return NoticePage(
                rows: rows, hasNewer: isBackward ? hasMore : filter.cursor != nil, hasOlder: isBackward || hasMore,
                total: total > ListQuery.mostCounted ? nil : total, unread: try answers[2].value() ?? 0)
        }
    }

    /// How many are unread, counted up to 100.
    package func unreadNotices(_ scope: Scope<SeeOrganization>, at now: Instant) async throws -> Int {
        try await reading(scope) { db in
            try db.value(Self.unreadCount(of: scope.person, in: scope.organization, at: now)) ?? 0
        }
    }

    /// Marks one as read, once or again, and answers it; throws `NotVisible` when there is none of that number to be
    /// seen.
    package func markRead(
        _ id: Int, _ scope: Scope<SeeOrganization>, at now: Instant, keeping kept: @escaping Keeping<NoticeRow>
    ) async throws -> NoticeRow {
        try await transaction(scope) { db in
            try db.execute(
                """
                \(Self.places(of: scope.person))
                UPDATE notifications n SET is_read = true, read_at = \(now)
                WHERE n.id = \(id) AND NOT n.is_read AND \(Self.isThere(scope, now)) AND EXISTS (\(Self.place))
                """)
            let rows = Self.noticeRows(of: scope.person, "\(Self.isThere(scope, now)) AND n.id = \(id)", limit: 1)
            guard let row: NoticeRow = try db.first(rows) else { throw NotVisible() }
            if let kept = kept(row) { try db.keep(kept.answer, for: kept.claim) }
            return row
        }
    }

    /// Marks all as read that the member sees at this moment; answers how many were not.
    package func markAllRead(
        _ scope: Scope<SeeOrganization>, at now: Instant, keeping kept: @escaping Keeping<Int>
    ) async throws -> Int {
        try await transaction(scope) { db in
            let count = try db.execute(
                """
                \(Self.places(of: scope.person))
                UPDATE notifications n SET is_read = true, read_at = \(now)
                WHERE NOT n.is_read AND \(Self.isThere(scope, now)) AND EXISTS (\(Self.place))
                """)
            if let kept = kept(count) { try db.keep(kept.answer, for: kept.claim) }
            return count
        }
    }

    private static func isThere(_ scope: Scope<SeeOrganization>, _ now: Instant) -> SQL {
        "n.organization_id = \(scope.organization) AND \(isThere(scope.person, now))"
    }
}
