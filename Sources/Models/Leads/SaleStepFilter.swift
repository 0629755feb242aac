/// What ended with a lead.
package enum SaleStep: String, Sendable, CaseIterable {
    /// It was moved from one stage to another.
    case stay
    /// It became a customer.
    case qualified
    /// Somebody reached it for the first time.
    case contacted
}

/// Which of the rows behind a figure of the sale a page shows.
package struct SaleStepFilter: Sendable, Equatable {
    package typealias Cursor = ListCursor<Instant, Lead.ID>

    package var step: SaleStep
    /// Of stays: the stage that was left.
    package var stage: Int?
    package var assignee: LeadFilter.Assignee?
    package var period: SalePeriod
    package var size: Int
    package var cursor: Cursor?

    /// What of a query makes sense; the rest is left out and said among the query's complaints.
    package init(_ query: inout ListQuery, today: LocalDate) {
        step = query.choice("step", of: SaleStep.self) ?? .qualified
        let asked = query.number("stage")
        stage = step == .stay ? asked : nil
        assignee = query.choice("assignee", of: LeadFilter.Assignee.self)
        period = SalePeriod(&query, today: today)
        size = query.size()
        cursor = query.cursor()
        if cursor?.key == nil { cursor = nil }
    }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("step", step.rawValue), ("stage", stage.map { "\($0)" }), ("assignee", assignee?.rawValue),
            ("from", period.from.description), ("to", period.to.description),
            ("size", size == ListQuery.standardSize ? nil : "\(size)"),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }
}

/// Which activities behind the figure of their completion a page shows.
package struct SaleDueFilter: Sendable, Equatable {
    package var state: ActivityState
    package var assignee: LeadFilter.Assignee?
    package var period: SalePeriod
    package var size: Int
    package var cursor: ListCursor<Instant, ActivityRecord.ID>?

    /// What of a query makes sense; the rest is left out and said among the query's complaints.
    package init(_ query: inout ListQuery, today: LocalDate) {
        state = query.choice("state", of: ActivityState.self) ?? .scheduled
        assignee = query.choice("assignee", of: LeadFilter.Assignee.self)
        period = SalePeriod(&query, today: today)
        size = query.size()
        cursor = query.cursor()
        if cursor?.key == nil { cursor = nil }
    }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("state", state.rawValue), ("assignee", assignee?.rawValue), ("from", period.from.description),
            ("to", period.to.description), ("size", size == ListQuery.standardSize ? nil : "\(size)"),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }
}
