package import Models
package import Postgres

/// One row behind a figure of the sale.
package struct SaleRow: Sendable, Equatable {
    package let lead: Lead.ID
    package let company: String
    package let span: SaleSpan
    /// Where the lead stands now.
    package let stage: Int
    /// Who had it then; nil: nobody.
    package let assignee: String?

    package init(lead: Lead.ID, company: String, span: SaleSpan, stage: Int, assignee: String?) {
        self.lead = lead
        self.company = company
        self.span = span
        self.stage = stage
        self.assignee = assignee
    }
}

/// A page of them with what its filter offers.
package struct SaleRows: Sendable {
    package let rows: [SaleRow]
    package let hasPrevious, hasNext: Bool
    package let stages: [LeadStage]
    package let people: [MemberName]

    package init(
        rows: [SaleRow], hasPrevious: Bool, hasNext: Bool, stages: [LeadStage], people: [MemberName]
    ) {
        self.rows = rows
        self.hasPrevious = hasPrevious
        self.hasNext = hasNext
        self.stages = stages
        self.people = people
    }
}

extension Store {
    /// What ended in the period, the latest first; its days are those of the organization's zone.
    package func saleRows(
        _ filter: SaleStepFilter, in zone: Zone, _ scope: Scope<ManageLeads>
    ) async throws -> SaleRows {
        let query = SaleQuery(filter.period, filter.assignee, zone, scope)
        return try await reading(scope) { db in
            let answers = try db.answers(to: [
                query.rows(filter), Self.leadStages(scope), Self.leadPeople(scope),
            ])
            let found: [SaleRow] = try answers[0].all()
            let hasMore = found.count > filter.size
            let isBackward = filter.cursor?.isBackward ?? false
            let rows = Array(found.prefix(filter.size))
            return SaleRows(
                rows: isBackward ? rows.reversed() : rows, hasPrevious: isBackward ? hasMore : filter.cursor != nil,
                hasNext: isBackward || hasMore, stages: try answers[1].all(), people: try answers[2].all())
        }
    }
}

extension Store {
    /// Activities that were due in the period and stand so, the latest first, and whom one may filter by.
    package func dueActivities(
        _ filter: SaleDueFilter, in zone: Zone, _ scope: Scope<ManageLeads>
    ) async throws -> (page: ActivityRecords, people: [MemberName]) {
        let query = SaleQuery(filter.period, filter.assignee, zone, scope)
        return try await reading(scope) { db in
            let answers = try db.answers(to: [
                query.due(filter.state, filter.cursor, filter.size), Self.leadPeople(scope),
            ])
            return (ActivityRecords(try answers[0].all(), filter.cursor, filter.size), try answers[1].all())
        }
    }
}

extension SaleRow: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            lead: try row["lead_id"], company: try row["company"],
            span: SaleSpan(from: try row["began_at"], to: try row["ended_at"]), stage: try row["stage_id"],
            assignee: try row["assignee"])
    }
}
