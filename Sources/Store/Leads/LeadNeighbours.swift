package import Models
package import Postgres

/// The leads beside one in a list.
package struct LeadNeighbours: Sendable, Equatable {
    package let previous, next: Lead.ID?
}

extension Store {
    /// The leads before and after one in the list of that filter and order, as far as the reader may see them; where the
    /// lead itself does not match, those between which it would stand. By how well they match only up to 1,000 are
    /// compared; beyond, and for a lead that does not match, the newest come first. `from` and `to` are the filter's
    /// dates as instants in the reader's zone.
    package func leadNeighbours(
        of lead: LeadSummary, in filter: LeadFilter, from: Instant?, to: Instant?, _ scope: Scope<ViewLeads>
    ) async throws -> LeadNeighbours {
        if filter.sort == .match {
            let query = LeadQuery(filter: filter, from: from, to: to, scope: scope)
            let found: LeadNeighbours? = try await reading(scope) { db in try db.first(query.neighbours(of: lead.id)) }
            if let found { return found }
        }
        let order = filter.sort == .match ? .created : filter.sort
        let statements = [true, false].map { isBackward in
            var beside = filter
            beside.size = 1
            beside.sort = order
            beside.cursor = lead.cursor(order, isBackward: isBackward)
            return LeadQuery(filter: beside, from: from, to: to, scope: scope).page
        }
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            let previous: LeadSummary? = try answers[0].first(), next: LeadSummary? = try answers[1].first()
            return LeadNeighbours(previous: previous?.id, next: next?.id)
        }
    }
}

extension LeadNeighbours: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        previous = try row["previous"]
        next = try row["next"]
    }
}
