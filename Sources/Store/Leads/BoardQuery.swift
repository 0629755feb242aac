import Models
import Postgres

/// The statement of the board: cards, and figures of the columns.
struct BoardQuery {
    /// Leads of a column that are looked at where more match than are counted; of a rep's own and of nobody's each, of
    /// which a column of theirs is put together.
    static func mostRead(_ scope: Scope<ViewLeads>) -> Int { scope.seesEveryLead ? 1_500 : 750 }

    let filter: LeadFilter
    /// The filter's dates as instants in the reader's zone.
    let from: Instant?
    let to: Instant?
    let scope: Scope<ViewLeads>

    /// Cards of each column in their order, one more of each than is shown, and beside them rows of figures: with `lane`,
    /// the stage they are of.
    var board: SQL {
        let board: SQL = """
            WITH \(filter.hasMore ? searched : counted),
            cards AS (
                SELECT \(LeadSummary.columns), l.stage_since, l.value_minor, l.currency,
                       (SELECT c.full_name FROM lead_contacts c
                        WHERE c.organization_id = l.organization_id AND c.lead_id = l.id AND c.is_primary) AS contact
                FROM (\(filter.hasMore ? found : standing)) l LEFT JOIN people p ON p.id = l.assigned_to)
            SELECT f.lane, f.lane_currency, f.n, f.minor, f.since, c.*
            FROM figures f FULL JOIN cards c ON false
            ORDER BY c.stage_id, c.stage_since DESC, c.id DESC
            """
        return isPlain ? board : board.unnamed
    }

    /// Figures from what is counted as leads come and go; the oldest of each stage by one step in an index.
    private var counted: SQL {
        """
        figures AS (
            SELECT c.stage_id AS lane, NULL AS lane_currency, sum(c.n)::bigint AS n, 0::bigint AS minor,
                   NULL::timestamptz AS since
            FROM lead_counts c WHERE \(standingThere.joined(by: " AND ")) GROUP BY 1
            UNION ALL
            SELECT c.stage_id, c.currency, 0, least(sum(c.minor), 9000000000000000000)::bigint, NULL
            FROM lead_sums c WHERE \(standingThere.joined(by: " AND ")) GROUP BY 1, 2
            UNION ALL
            SELECT s.id, NULL, 0, 0, l.stage_since
            FROM (\(stages)) s CROSS JOIN LATERAL (\(column(order: "l.stage_since, l.id", limit: 1, []))) l)
        """
    }

    /// Where more match than are counted, a row of stage 0 says so, and the others say how many stand in each stage
    /// whether they match or not.
    ///
    /// What is filtered or searched by is looked for once, up to the number that is counted. Without an order that an
    /// index has the planner may walk through the leads of everybody until it has found enough.
    private var searched: SQL {
        """
        matched AS MATERIALIZED (
            SELECT l.id, l.stage_id, l.stage_since, l.value_minor, l.currency
            FROM \(LeadQuery(filter: filter, from: from, to: to, scope: scope).counted) LIMIT \(ListQuery.mostCounted + 1)),
        figures AS (
            SELECT stage_id AS lane, currency AS lane_currency, count(*) AS n, coalesce(sum(value_minor), 0)::bigint AS minor,
                   min(stage_since) AS since
            FROM matched WHERE (SELECT count(*) FROM matched) <= \(ListQuery.mostCounted) GROUP BY 1, 2
            UNION ALL
            SELECT 0, NULL, 0, 0, NULL WHERE (SELECT count(*) FROM matched) > \(ListQuery.mostCounted)
            UNION ALL
            SELECT c.stage_id, NULL, sum(c.n)::bigint, 0, NULL
            FROM lead_counts c
            WHERE \(standingThere.joined(by: " AND ")) AND (SELECT count(*) FROM matched) > \(ListQuery.mostCounted)
            GROUP BY 1)
        """
    }

    /// The cards of all that match; where they are too many, each column is read by itself, in its own order, and of
    /// all columns together only the last that came to each.
    private var found: SQL {
        """
        SELECT l.* FROM leads l
        WHERE l.organization_id = \(scope.organization) AND l.id = ANY (ARRAY(
            SELECT m.id FROM (
                SELECT l.id, row_number() OVER (PARTITION BY l.stage_id ORDER BY l.stage_since DESC, l.id DESC) AS place
                FROM matched l WHERE \((["(SELECT count(*) FROM matched) <= \(ListQuery.mostCounted)"] + behind).joined(by: " AND "))
            ) m WHERE m.place <= \(LeadBoard.size + 1)))
        UNION ALL
        SELECT x.* FROM (\(standing)) x WHERE (SELECT count(*) FROM matched) > \(ListQuery.mostCounted)
        """
    }

    /// The cards of each column, the last that came first.
    private var standing: SQL {
        """
        SELECT l.*
        FROM (\(stages)) s
        CROSS JOIN LATERAL (\(column(order: "l.stage_since DESC, l.id DESC", limit: LeadBoard.size + 1, behind))) l
        """
    }

    /// Leads of the stage `s` in that order. What a rep sees is their own and nobody's, each in its order by an index.
    private func column(order: SQL, limit: Int, _ more: [SQL]) -> SQL {
        if scope.seesEveryLead || filter.assignee != nil {
            return part(order, limit, more, isSeen: scope.seesEveryLead || isOwn)
        }
        let own = scope.ownLeads, free = scope.unassignedLeads
        return """
            SELECT l.* FROM ((\(part(order, limit, more + [own], isSeen: true)))
                             UNION ALL
                             (\(part(order, limit, more + [free], isSeen: true)))) l
            ORDER BY \(order) LIMIT \(limit)
            """
    }

    /// `isSeen`: whoever reads sees all of these, which then need not be asked of each: it would hide the index.
    private func part(_ order: SQL, _ limit: Int, _ more: [SQL], isSeen: Bool) -> SQL {
        func asked(_ conditions: [SQL]) -> SQL {
            let seen = isSeen ? conditions.filter { $0 != scope.visibleLeads } : conditions
            return (seen + ["l.stage_id = s.id"] + more).joined(by: " AND ")
        }
        guard filter.hasMore, filter.stage == nil else {
            return "SELECT l.* FROM leads l WHERE \(asked(conditions)) ORDER BY \(order) LIMIT \(limit)"
        }
        return """
            SELECT l.* FROM (
                SELECT l.* FROM leads l WHERE \(asked(standingOnes)) ORDER BY \(order) LIMIT \(Self.mostRead(scope))) l
            WHERE \(conditions.joined(by: " AND ")) ORDER BY \(order) LIMIT \(limit)
            """
    }

    /// It is asked for those of the reader or of nobody, which says by itself which of them are seen.
    private var isOwn: Bool {
        switch filter.assignee {
        case .me, .nobody: true
        case .person(let person): person == scope.person
        case nil: false
        }
    }

    /// What the list asks of a lead, whatever its stage. The score is looked up for each on the walk through a column:
    /// joined, all of a high score would be put in the column's order first.
    private var conditions: [SQL] {
        var filter = filter
        (filter.stage, filter.score) = (nil, nil)
        let asked = LeadQuery(filter: filter, from: from, to: to, scope: scope).conditions
        return asked + (self.filter.score.map { ["\(LeadSummary.score) >= \($0)"] } ?? [])
    }

    /// Of these what is by the assignee alone.
    private var standingOnes: [SQL] {
        var plain = LeadFilter()
        plain.assignee = filter.assignee
        return LeadQuery(filter: plain, from: nil, to: nil, scope: scope).conditions
    }

    private var stages: SQL {
        let one: SQL = filter.stage.map { "AND id = \($0)" } ?? ""
        return "SELECT id FROM lead_stages WHERE organization_id = \(scope.organization) \(one) LIMIT 100"
    }

    /// Further back in the column than the cursor's card.
    private var behind: [SQL] {
        guard let cursor = filter.cursor, case .moment(let since) = cursor.key else { return [] }
        return ["(l.stage_since, l.id) < (\(since)::timestamptz, \(cursor.id)::uuid)"]
    }

    /// Which rows of counters `c` are of leads that the reader sees and asks for.
    private var standingThere: [SQL] {
        let assigned: [SQL] =
            switch filter.assignee {
            case .me: ["c.assigned_to = \(scope.person)"]
            case .nobody: [scope.unassignedCounts]
            case .person(let person): ["c.assigned_to = \(person)"]
            case nil: []
            }
        return ["c.organization_id = \(scope.organization)", scope.visibleCounts] + assigned
    }

    /// What a rep sees and what is asked for is planned with the values at hand, as in the list.
    private var isPlain: Bool { !filter.isActive && scope.seesEveryLead && filter.cursor == nil }
}
