import FoundationEssentials
import Jobs
package import Models
import Postgres

/// The job that tells people what has become due; one an organization, waiting for the earliest of all.
package enum ReminderJob {
    package static let kind = "remind_activities"
}

extension Store {
    /// What was due longer ago is not told any more: it stands among what is overdue.
    private static let oldest = 86_400
    private static let batch = 50

    /// Tells those who do them of activities that have become due, each once, where they see the lead or the customer;
    /// false when there were no more than that.
    package func remind(_ scope: OrganizationScope, at now: Instant) async throws -> Bool {
        try await transaction(scope) { db in
            let due: [DueActivity] = try db.all(
                """
                UPDATE activities a SET reminded_at = \(now)
                FROM (SELECT x.id FROM activities x
                      WHERE x.organization_id = \(scope.organization) AND x.ended_at IS NULL AND x.reminded_at IS NULL
                        AND x.due_at <= \(now) AND x.due_at > \(now.advanced(seconds: -Self.oldest))
                      ORDER BY x.due_at
                      LIMIT \(Self.batch)
                      FOR UPDATE SKIP LOCKED) d
                WHERE a.organization_id = \(scope.organization) AND a.id = d.id
                RETURNING a.id, a.title, a.assigned_to, (
                    SELECT o.company FROM (
                        SELECT l.company, l.assigned_to FROM leads l
                        WHERE l.organization_id = a.organization_id AND l.id = a.lead_id AND l.deleted_at IS NULL
                        UNION ALL
                        SELECT c.company, c.assigned_to FROM customers c
                        WHERE c.organization_id = a.organization_id AND c.id = a.customer_id AND c.deleted_at IS NULL) o
                    JOIN memberships m ON m.organization_id = a.organization_id AND m.person_id = a.assigned_to
                    WHERE m.is_active AND (m.role <> 'rep' OR o.assigned_to IS NULL OR o.assigned_to = m.person_id))
                    AS company
                """)
            for activity in due {
                guard let person = activity.assignee, let company = activity.company else { continue }
                try db.notify(
                    .activityDue(activity.id, activity.title, company: company), to: .members([person], in: nil),
                    by: scope, at: now)
            }
            return due.count == Self.batch
        }
    }

    /// Asks for the next round when the next activity becomes due.
    package func planReminder(_ scope: OrganizationScope, at now: Instant) async throws {
        try await transaction(scope) { db in
            let next: Instant? = try db.value(
                """
                SELECT a.due_at FROM activities a
                WHERE a.organization_id = \(scope.organization) AND a.ended_at IS NULL AND a.reminded_at IS NULL
                  AND a.due_at > \(now.advanced(seconds: -Self.oldest))
                ORDER BY a.due_at
                LIMIT 1
                """)
            if let next { db.planReminder(at: next, scope) }
        }
    }
}

extension Connection {
    /// A moment later, as the clocks of processes are not quite the same.
    func planReminder(at due: Instant, _ scope: some Tenancy) {
        var job = Job(ReminderJob.kind, organization: scope.organization.rawValue, key: ReminderJob.kind)
        job.runAt = due.advanced(seconds: 1).microseconds
        enqueueAtCommit(job)
    }
}

private struct DueActivity: RowDecodable {
    let id: ActivityRecord.ID
    let title: String
    let assignee: Person.ID?
    let company: String?

    init(_ row: Row) throws(RowError) {
        id = try row["id"]
        title = try row["title"]
        assignee = try row["assigned_to"]
        company = try row["company"]
    }
}
