package import Models
import Postgres

/// A page of activities; what lies beyond it is told by a row too many.
package struct ActivityRecords: Sendable {
    package let rows: [ActivityRecord]
    package let hasPrevious: Bool
    package let hasNext: Bool

    package static let none = ActivityRecords(rows: [], hasPrevious: false, hasNext: false)

    package init(rows: [ActivityRecord], hasPrevious: Bool, hasNext: Bool) {
        self.rows = rows
        self.hasPrevious = hasPrevious
        self.hasNext = hasNext
    }
}

/// Where a page begins: the time of the row before it and its id.
package typealias ActivityCursor = ListCursor<Instant, ActivityRecord.ID>

extension Store {
    /// What was and is to be done with a lead or a customer, the newest first. Throws `NotVisible`.
    package func activities(
        with parent: ActivityParent, cursor: ActivityCursor?, size: Int, _ scope: Scope<some Permission>
    ) async throws -> (place: ActivityPlace, page: ActivityRecords) {
        let column: SQL = parent.lead == nil ? "a.customer_id = \(parent.customer)" : "a.lead_id = \(parent.lead)"
        let isBackward = cursor?.isBackward ?? false
        var condition = column
        if let cursor, let at = cursor.key {
            let sign: SQL = isBackward ? ">" : "<"
            condition = "\(column) AND (a.created_at, a.id) \(sign) (\(at)::timestamptz, \(cursor.id)::uuid)"
        }
        let rows = ActivityRecord.rows(
            condition, order: isBackward ? "a.created_at, a.id" : "a.created_at DESC, a.id DESC", limit: size + 1,
            ofOne: true, scope
        )
        return try await reading(scope) { db in
            guard let place = try db.place(parent, scope) else { throw NotVisible() }
            return (place, ActivityRecords(try db.all(rows), cursor, size))
        }
    }

    /// A person's open activities by the parts of their day, the earliest first; the first of each part. `bounds`: now,
    /// the end of the day and the end of the seventh day after it.
    package func day(
        _ bounds: DayBounds, size: Int, _ scope: Scope<some Permission>
    ) async throws -> [DayPart: ActivityRecords] {
        let parts = DayPart.allCases
        return try await reading(scope) { db in
            let answers = try db.answers(to: parts.map { Self.mine($0, bounds, nil, size, scope) })
            var day: [DayPart: ActivityRecords] = [:]
            for (part, answer) in zip(parts, answers) { day[part] = ActivityRecords(try answer.all(), nil, size) }
            return day
        }
    }

    /// One part of it, from the cursor on.
    package func day(
        _ part: DayPart, _ bounds: DayBounds, cursor: ActivityCursor?, size: Int, _ scope: Scope<some Permission>
    ) async throws -> ActivityRecords {
        try await reading(scope) { db in
            ActivityRecords(try db.all(Self.mine(part, bounds, cursor, size, scope)), cursor, size)
        }
    }

    private static func mine(
        _ part: DayPart, _ bounds: DayBounds, _ cursor: ActivityCursor?, _ size: Int, _ scope: Scope<some Permission>
    ) -> SQL {
        let isBackward = cursor?.isBackward ?? false
        var conditions: [SQL] = ["a.assigned_to = \(scope.person)", "a.ended_at IS NULL"]
        switch part {
        case .overdue: conditions.append("a.due_at < \(bounds.now)")
        case .today: conditions.append("a.due_at >= \(bounds.now) AND a.due_at < \(bounds.today)")
        case .week: conditions.append("a.due_at >= \(bounds.today) AND a.due_at < \(bounds.week)")
        case .undated: conditions.append("a.due_at IS NULL")
        }
        let sign: SQL = isBackward ? "<" : ">"
        switch (cursor, cursor?.key) {
        case (let cursor?, let at?):
            conditions.append("(a.due_at, a.id) \(sign) (\(at)::timestamptz, \(cursor.id)::uuid)")
        case (let cursor?, nil) where part == .undated: conditions.append("a.id \(sign) \(cursor.id)")
        default: break
        }
        let order: SQL =
            part == .undated
            ? (isBackward ? "a.id DESC" : "a.id") : isBackward ? "a.due_at DESC, a.id DESC" : "a.due_at, a.id"
        return ActivityRecord.rows(conditions.joined(by: " AND "), order: order, limit: size + 1, scope)
    }
}

/// The instants between the parts of a reader's day.
package struct DayBounds: Sendable, Equatable {
    package let now: Instant
    /// When the day ends in the reader's zone.
    package let today: Instant
    /// When the seventh day after it ends.
    package let week: Instant

    package init(now: Instant, in zone: Zone) {
        let date = zone.localTime(at: now).date
        self.now = now
        today = zone.firstInstant(showing: LocalTime(date.advanced(days: 1)))
        week = zone.firstInstant(showing: LocalTime(date.advanced(days: 8)))
    }
}

extension ActivityRecords {
    /// The rows of a query for one more than the page holds, in its direction.
    init(_ found: [ActivityRecord], _ cursor: ActivityCursor?, _ size: Int) {
        let hasMore = found.count > size
        let isBackward = cursor?.isBackward ?? false
        let rows = Array(found.prefix(size))
        self.init(
            rows: isBackward ? rows.reversed() : rows, hasPrevious: isBackward ? hasMore : cursor != nil,
            hasNext: isBackward || hasMore)
    }
}
