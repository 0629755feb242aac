package import Models
import Postgres

/// Which leads an act is about, with the filter's dates as instants in the reader's zone.
package struct LeadChoice: Sendable {
    package let filter: LeadFilter
    package let from: Instant?
    package let to: Instant?
    /// nil: all that match the filter.
    package let ids: [Lead.ID]?
    /// Leads that came later are not meant.
    package let moment: Instant

    package init(filter: LeadFilter, from: Instant?, to: Instant?, ids: [Lead.ID]?, moment: Instant) {
        self.filter = filter
        self.from = from
        self.to = to
        self.ids = ids
        self.moment = moment
    }

    /// What was ticked is taken whatever has become of it since; the filter says what else is.
    func conditions(_ scope: Scope<WorkLeads>) -> [SQL] {
        var plain = filter
        if ids != nil { plain = LeadFilter() }
        let query = LeadQuery(filter: plain, from: ids == nil ? from : nil, to: ids == nil ? to : nil, scope: scope)
        let ticked: [SQL] = ids.map { ["l.id = ANY(\($0)::uuid[])"] } ?? []
        return query.conditions + ticked + ["l.created_at <= \(moment)"]
    }
}

extension Store {
    /// How many leads the choice has; stops counting at `limit` and one more.
    package func count(
        of choice: LeadChoice, upTo limit: Int, _ scope: Scope<WorkLeads>
    ) async throws -> Int {
        try await reading(scope) { db in try db.count(of: choice, upTo: limit, scope) }
    }

    /// The next leads of the choice by their ids: many at a time, as each time all that match may have to be looked at.
    package func leads(
        of choice: LeadChoice, after id: Lead.ID?, atMost count: Int, _ scope: Scope<WorkLeads>
    ) async throws -> [Lead.ID] {
        let beyond: [SQL] = id.map { ["l.id > \($0)"] } ?? []
        let ids: SQL = """
            SELECT l.id FROM leads l WHERE \((choice.conditions(scope) + beyond).joined(by: " AND "))
            ORDER BY l.id
            LIMIT \(count)
            """
        return try await reading(scope) { db in try db.values(ids.unnamed) }
    }
}

extension Connection {
    func count(of choice: LeadChoice, upTo limit: Int, _ scope: Scope<WorkLeads>) throws -> Int {
        let count: SQL = """
            SELECT count(*) FROM (
                SELECT FROM leads l WHERE \(choice.conditions(scope).joined(by: " AND ")) LIMIT \(limit + 1)) x
            """
        return try value(count.unnamed) ?? 0
    }

    /// The leads of the choice, locked in the order of their ids, so that two acts cannot hold each other up. `ids`: no
    /// others than these.
    func lock(
        _ choice: LeadChoice, among ids: [Lead.ID]? = nil, atMost count: Int, _ scope: Scope<WorkLeads>
    ) throws -> [Lead.ID] {
        let only: [SQL] = ids.map { ["l.id = ANY(\($0)::uuid[])"] } ?? []
        let rows: SQL = """
            SELECT l.id FROM leads l WHERE \((choice.conditions(scope) + only).joined(by: " AND "))
            ORDER BY l.id
            LIMIT \(count)
            FOR NO KEY UPDATE OF l
            """
        return try values(rows.unnamed)
    }
}
