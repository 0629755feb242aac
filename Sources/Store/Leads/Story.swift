package import Models
import Postgres

/// What happened to a lead or a customer and what was done with it, the newest first.
package struct Story: Sendable {
    package enum Item: Sendable {
        case entry(Activity)
        case activity(ActivityRecord)
    }

    package let items: [Item]
    /// Where older ones begin; nil where there are none.
    package let older: StoryPlace?
    /// Members of whom the entries speak by their ids.
    package let named: [MemberName]
}

extension Story {
    /// The two kinds in one order of time, cut to `limit`; each holds one more than that, if there are so many.
    init(
        _ entries: [Activity], _ activities: [ActivityRecord], naming named: [MemberName], after place: StoryPlace?,
        limit: Int
    ) {
        var entries = entries[...], activities = activities[...]
        var items: [Item] = []
        var (entry, activity) = (place?.entry, place?.activity)
        while items.count < limit {
            let ended = activities.first.flatMap(\.endedAt)
            if let next = entries.first, ended.map({ $0 <= next.entry.at }) ?? true {
                items.append(.entry(entries.removeFirst()))
                entry = next.entry.id
            } else if let next = activities.first {
                items.append(.activity(activities.removeFirst()))
                activity = StoryPlace.ActivityPlace(key: next.endedAt, id: next.id, isBackward: false)
            } else {
                break
            }
        }
        let hasOlder = !entries.isEmpty || !activities.isEmpty
        self.init(
            items: items, older: hasOlder ? StoryPlace(entry: entry, activity: activity) : nil, named: named)
    }
}

extension Store {
    /// What the entries say, for the one lead or customer that `owner` selects with its name; nothing where it selects
    /// none.
    static func history(_ entries: SQL, of owner: SQL) -> SQL {
        """
        SELECT \(AuditEntry.columns), p.name AS person_name, NULL::uuid AS project_id, o.company AS target_name,
               EXISTS (SELECT FROM audit_entries u
                       WHERE u.organization_id = e.organization_id AND u.undoes = e.id) AS is_undone
        FROM (\(owner)) o
        JOIN (\(entries)) e ON true
        LEFT JOIN people p ON p.id = e.person_id
        ORDER BY e.at DESC, e.id DESC
        """
    }

    /// The members of whom the entries speak by their ids.
    static func named(in entries: SQL, _ scope: Scope<ViewLeads>) -> SQL {
        """
        SELECT m.person_id, p.name
        FROM (SELECT DISTINCT v.id::uuid AS id
              FROM (\(entries)) e, LATERAL (VALUES (e.before->>'assignee'), (e.after->>'assignee')) v (id)
              WHERE v.id IS NOT NULL) x
        JOIN memberships m ON m.organization_id = \(scope.organization) AND m.person_id = x.id
        JOIN people p ON p.id = m.person_id
        ORDER BY p.name, p.id
        """
    }

    /// The ended activities that `condition` says, from a place of their story on, of those that the reader may see.
    static func ended(_ condition: SQL, _ query: StoryQuery, limit: Int, _ scope: Scope<ViewLeads>) -> SQL {
        var conditions: [SQL] = [condition, "a.ended_at IS NOT NULL"]
        if let place = query.before?.activity, let at = place.key {
            conditions.append("(a.ended_at, a.id) < (\(at)::timestamptz, \(place.id)::uuid)")
        }
        return ActivityRecord.rows(
            conditions.joined(by: " AND "), order: "a.ended_at DESC, a.id DESC",
            limit: query.part == .changes ? 0 : limit, ofOne: true, scope)
    }
}
