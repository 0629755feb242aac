package import Models
import Postgres

/// A customer with all that its page shows.
package struct CustomerStory: Sendable {
    package let customer: CustomerRecord
    package let story: Story
    /// What is to be done with it next, of what the reader may see; at most three.
    package let planned: [ActivityRecord]
    /// Its own and those of the leads that became it.
    package let files: [Attachment]
}

extension Store {
    /// A customer with the last of what happened to it; nil when there is none that the reader may see. `limit`: of what
    /// the story tells.
    package func customerStory(
        _ id: Customer.ID, _ query: StoryQuery = StoryQuery(), limit: Int, _ scope: Scope<ViewLeads>
    ) async throws -> CustomerStory? {
        let older: SQL = query.before?.entry.map { "AND a.id < \($0)" } ?? ""
        let entries: SQL = """
            SELECT a.* FROM audit_entries a
            WHERE a.organization_id = \(scope.organization) AND a.target_type = 'customer' AND a.target_id = \(id.text) \(older)
            ORDER BY a.at DESC, a.id DESC
            LIMIT \(query.part == .activities ? 0 : limit + 1)
            """
        return try await reading(scope) { db in
            guard let customer = try db.customer(id, scope) else { return nil }
            let answers = try db.answers(to: [
                Self.history(entries, of: "SELECT \(customer.summary.company)::text AS company"),
                Self.named(in: entries, scope),
                Self.ended("a.customer_id = \(id)", query, limit: limit + 1, scope),
                ActivityRecord.rows(
                    "a.customer_id = \(id) AND a.ended_at IS NULL", order: "a.due_at, a.id", limit: 3, ofOne: true,
                    scope),
                Attachment.rows(ofCustomer: id, scope),
            ])
            let story = Story(
                try answers[0].all(), try answers[2].all(), naming: try answers[1].all(), after: query.before,
                limit: limit)
            return CustomerStory(
                customer: customer, story: story, planned: try answers[3].all(), files: try answers[4].all())
        }
    }
}
