package import Models
package import Postgres

/// The board with what stands around it.
package struct LeadPipeline: Sendable {
    package let board: LeadBoard
    /// All of them, also where the board shows one alone.
    package let stages: [LeadStage]
    /// Whom one may filter by; empty for a rep.
    package let people: [MemberName]
    package let segments: [String]
}

extension Store {
    /// The leads that match as columns, in one transaction of one trip. A filter with a stage asks for that column alone,
    /// with a cursor for what lies behind it. `from` and `to` are the filter's dates as instants in the reader's zone.
    package func leadPipeline(
        _ filter: LeadFilter, from: Instant?, to: Instant?, _ scope: Scope<ViewLeads>
    ) async throws -> LeadPipeline {
        let query = BoardQuery(filter: filter, from: from, to: to, scope: scope)
        let statements = [
            Self.leadStages(scope), query.figures, query.oldest, query.cards, Self.leadPeople(scope),
            Self.leadSegments(scope),
        ]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            let stages: [LeadStage] = try answers[0].all()
            let counted: [LaneFigure] = try answers[1].all(), first: [LaneFigure] = try answers[2].all()
            let shown: [LeadBoard.Card] = try answers[3].all()
            let figures = Dictionary(grouping: counted, by: \.stage), oldest = Dictionary(grouping: first, by: \.stage)
            let cards = Dictionary(grouping: shown, by: \.lead.stage)
            let lanes = stages.filter { filter.stage == nil || $0.id == filter.stage }.map { stage in
                LeadBoard.Lane(
                    stage, figures[stage.id] ?? [], oldest[stage.id]?.first?.since, cards[stage.id] ?? [],
                    isCounted: !filter.hasMore)
            }
            return LeadPipeline(
                board: LeadBoard(lanes: lanes), stages: stages, people: try answers[4].all(),
                segments: try answers[5].values())
        }
    }
}

extension LeadBoard.Lane {
    /// `isCounted`: the figures are those that are kept as leads come and go, so none is too large to be told.
    fileprivate init(
        _ stage: LeadStage, _ figures: [LaneFigure], _ oldest: Instant?, _ cards: [LeadBoard.Card], isCounted: Bool
    ) {
        let total = figures.map(\.count).reduce(0, +)
        let isTold = isCounted || total <= ListQuery.mostCounted
        let sums = figures.compactMap { figure in
            figure.currency.flatMap { figure.minor > 0 ? LeadValue(minor: figure.minor, currency: $0) : nil }
        }
        self.init(
            stage: stage, total: isTold ? total : nil,
            sums: isTold ? sums.sorted { $0.currency.rawValue < $1.currency.rawValue } : [],
            oldest: isCounted ? oldest : isTold ? figures.compactMap(\.since).min() : nil,
            cards: Array(cards.prefix(LeadBoard.size)), hasMore: cards.count > LeadBoard.size)
    }
}

/// The statements of the board.
struct BoardQuery {
    let filter: LeadFilter
    let from: Instant?
    let to: Instant?
    let scope: Scope<ViewLeads>

    /// How many match in each stage, and what they are expected to bring by currency: from what is counted as leads come
    /// and go, or else of up to a thousand and one of each stage.
    var figures: SQL {
        if filter.hasMore {
            let figures: SQL = """
                SELECT s.id AS stage_id, x.currency, count(*) AS n, coalesce(sum(x.value_minor), 0)::bigint AS minor,
                       min(x.stage_since) AS since
                FROM (\(stages)) s CROSS JOIN LATERAL (
                    SELECT l.currency, l.value_minor, l.stage_since FROM leads l
                    WHERE \(conditions.joined(by: " AND ")) LIMIT \(ListQuery.mostCounted + 1)) x
                GROUP BY 1, 2
                """
            return figures.unnamed
        }
        let counted = ["c.organization_id = \(scope.organization)", scope.visibleCounts] + assigned
        return """
            SELECT c.stage_id, NULL AS currency, sum(c.n)::bigint AS n, 0::bigint AS minor, NULL::timestamptz AS since
            FROM lead_counts c WHERE \(counted.joined(by: " AND ")) GROUP BY 1
            UNION ALL
            SELECT c.stage_id, c.currency, 0, least(sum(c.minor), 9000000000000000000)::bigint, NULL
            FROM lead_sums c WHERE \(counted.joined(by: " AND ")) GROUP BY 1, 2
            """
    }

    /// The one of each stage that came first. Where something is filtered by, the figures tell it.
    var oldest: SQL {
        if filter.hasMore {
            return """
                SELECT 0::bigint AS stage_id, NULL AS currency, 0::bigint AS n, 0::bigint AS minor,
                       NULL::timestamptz AS since
                WHERE false
                """
        }
        let oldest: SQL = """
            SELECT s.id AS stage_id, NULL AS currency, 0::bigint AS n, 0::bigint AS minor, min(l.stage_since) AS since
            FROM (\(stages)) s CROSS JOIN LATERAL (\(column(order: "l.stage_since, l.id", limit: 1, []))) l
            GROUP BY 1
            """
        return isPlain ? oldest : oldest.unnamed
    }

    /// The cards of each column and one more of each, the last that came first.
    var cards: SQL {
        var behind: [SQL] = []
        if let cursor = filter.cursor, case .moment(let since) = cursor.key {
            behind = ["(l.stage_since, l.id) < (\(since)::timestamptz, \(cursor.id)::uuid)"]
        }
        let order: SQL = "l.stage_since DESC, l.id DESC"
        let cards: SQL = """
            SELECT \(LeadSummary.columns), l.stage_since, l.value_minor, l.currency,
                   (SELECT c.full_name FROM lead_contacts c
                    WHERE c.organization_id = l.organization_id AND c.lead_id = l.id AND c.is_primary) AS contact
            FROM (\(stages)) s CROSS JOIN LATERAL (\(column(order: order, limit: LeadBoard.size + 1, behind))) l
            LEFT JOIN people p ON p.id = l.assigned_to
            ORDER BY l.stage_id, \(order)
            """
        return isPlain ? cards : cards.unnamed
    }

    /// Leads of the stage `s` in that order. What a rep sees is their own and nobody's, each in its order by an index.
    private func column(order: SQL, limit: Int, _ more: [SQL]) -> SQL {
        func part(_ more: [SQL]) -> SQL {
            """
            SELECT l.* FROM leads l WHERE \((conditions + more).joined(by: " AND ")) ORDER BY \(order) LIMIT \(limit)
            """
        }
        if scope.seesEveryLead || filter.assignee != nil { return part(more) }
        return """
            SELECT l.* FROM ((\(part(more + ["l.assigned_to = \(scope.person)"])))
                             UNION ALL
                             (\(part(more + ["l.assigned_to IS NULL"])))) l
            ORDER BY \(order) LIMIT \(limit)
            """
    }

    /// What the list asks of a lead, in the stage `s`.
    private var conditions: [SQL] {
        var filter = filter
        filter.stage = nil
        return LeadQuery(filter: filter, from: from, to: to, scope: scope).conditions + ["l.stage_id = s.id"]
    }

    private var stages: SQL {
        let one: SQL = filter.stage.map { "AND id = \($0)" } ?? ""
        return "SELECT id FROM lead_stages WHERE organization_id = \(scope.organization) \(one) LIMIT 100"
    }

    private var assigned: [SQL] {
        switch filter.assignee {
        case .me: ["c.assigned_to = \(scope.person)"]
        case .nobody: ["c.assigned_to = \(Lead.nobody)"]
        case .person(let person): ["c.assigned_to = \(person)"]
        case nil: []
        }
    }

    private var isPlain: Bool { !filter.isActive && scope.seesEveryLead && filter.cursor == nil }
}

private struct LaneFigure: RowDecodable {
    let stage: Int
    let currency: LeadValue.Currency?
    let count, minor: Int
    let since: Instant?

    init(_ row: Row) throws(RowError) {
        stage = try row["stage_id"]
        currency = try row["currency"]
        count = try row["n"]
        minor = try row["minor"]
        since = try row["since"]
    }
}

extension LeadBoard.Card: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let minor: Int? = try row["value_minor"]
        let currency: LeadValue.Currency? = try row["currency"]
        self.init(
            lead: try LeadSummary(row), stageSince: try row["stage_since"],
            value: minor.flatMap { minor in currency.map { LeadValue(minor: minor, currency: $0) } },
            contact: try row["contact"])
    }
}
