import Models
import Postgres

/// The statements of one page of leads.
struct LeadQuery<Right: Permission> {
    let filter: LeadFilter
    /// The filter's dates as instants in the reader's zone.
    let from: Instant?
    let to: Instant?
    let scope: Scope<Right>

    /// One row more than is shown says whether there is a next page. Names of people are looked up for the rows of the
    /// page alone.
    var page: SQL {
        if let page = matches ?? scoredPage { return page }
        let isByScore = filter.sort == .score
        let column = filter.sort.column, id: SQL = isByScore ? "s.lead_id" : "l.id"
        let direction: SQL = isDescending ? "DESC" : "ASC"
        func rows(_ conditions: [SQL]) -> SQL {
            """
            SELECT l.*, \(column) AS sorted_by FROM \(isByScore ? Self.scored : "leads l")
            WHERE \((conditions + beyond(column, id)).joined(by: " AND "))
            ORDER BY \(column) \(direction), \(id) \(direction)
            LIMIT \(limit)
            """
        }
        var found = rows(conditions(isScored: isByScore))
        if filter.sort == .created, !filter.isActive, !scope.seesEveryLead {
            let (own, free) = (rows(seen(as: scope.ownLeads)), rows(seen(as: scope.unassignedLeads)))
            found = "(\(own)) UNION ALL (\(free))"
        }
        let page: SQL = """
            SELECT \(LeadSummary.columns) FROM (\(found)) l LEFT JOIN people p ON p.id = l.assigned_to
            ORDER BY l.sorted_by \(direction), l.id \(direction)
            LIMIT \(limit)
            """
        return isPlain ? page : page.unnamed
    }

    /// In the text of the statement: a prepared plan that does not know how few are wanted expects a tenth of all, and
    /// would be made anew each time.
    private var limit: SQL {
        switch filter.size {
        case 1: "2"
        case 10: "11"
        case 20: "21"
        case 50: "51"
        case 100: "101"
        default: "\(filter.size + 1)"
        }
    }

    /// What is asked, of those of one kind that a rep sees, their own or nobody's: each has an index, and one walk past
    /// everybody else's leads would be a long one.
    private func seen(as kind: SQL) -> [SQL] { conditions.filter { $0 != scope.visibleLeads } + [kind] }

    /// How many match: by the counters where they know, else counted up to the limit and one more, in an order that an
    /// index has: without one the planner may walk through the leads of everybody until it has found enough.
    var total: SQL {
        if !filter.hasMore {
            var conditions: [SQL] = ["c.organization_id = \(scope.organization)", scope.visibleCounts]
            if let stage = filter.stage { conditions.append("c.stage_id = \(stage)") }
            switch filter.assignee {
            case .me: conditions.append("c.assigned_to = \(scope.person)")
            case .nobody: conditions.append(scope.unassignedCounts)
            case .person(let person): conditions.append("c.assigned_to = \(person)")
            case nil: break
            }
            return "SELECT coalesce(sum(c.n), 0)::bigint FROM lead_counts c WHERE \(conditions.joined(by: " AND "))"
        }
        let total: SQL =
            "SELECT count(*) FROM (SELECT FROM \(counted) LIMIT \(filter.mostCounted + 1)) x"
        return total.unnamed
    }

    /// What is filtered or searched is planned with the values at hand: how many leads there are of them decides which
    /// index is the shorter way, and a search pattern says nothing to a plan made without it. So is what a rep sees,
    /// who may have few of many.
    private var isPlain: Bool { !filter.isActive && scope.seesEveryLead }

    /// What matches, in the order in which it is counted: those of a high score lie together by their scores; in the order
    /// of their creation few of many would be far apart.
    var counted: SQL {
        let isScored = filter.score != nil
        if !scope.seesEveryLead, filter.assignee == nil, filter.term == nil, !isScored {
            return """
                ((\(part(scope.ownLeads))) UNION ALL (\(part(scope.unassignedLeads)))) l
                ORDER BY l.created_at, l.id
                """
        }
        let order: SQL = isScored ? "s.score DESC, s.lead_id DESC" : "l.created_at, l.id"
        return """
            \(isScored ? Self.scored : "leads l")
            WHERE \(conditions(isScored: isScored).joined(by: " AND "))
            ORDER BY \(order)
            """
    }

    private func part(_ kind: SQL) -> SQL {
        """
        SELECT l.id, l.stage_id, l.stage_since, l.value_minor, l.currency, l.created_at FROM leads l
        WHERE \(seen(as: kind).joined(by: " AND ")) ORDER BY l.created_at, l.id LIMIT \(filter.mostCounted + 1)
        """
    }

    /// Leads beside their scores, of which an index has the order.
    private static var scored: SQL {
        "lead_scores s JOIN leads l ON l.organization_id = s.organization_id AND l.id = s.lead_id AND NOT s.is_gone"
    }

    /// Of `leads l`.
    var conditions: [SQL] { conditions(isScored: false) }

    /// `isScored`: of `lead_scores s` beside them.
    private func conditions(isScored: Bool) -> [SQL] {
        var conditions: [SQL] = [
            "l.organization_id = \(scope.organization)", "l.deleted_at IS NULL", scope.visibleLeads,
        ]
        if let stage = filter.stage { conditions.append("l.stage_id = \(stage)") }
        switch filter.assignee {
        case .me: conditions.append("l.assigned_to = \(scope.person)")
        case .nobody: conditions.append(scope.unassignedLeads)
        case .person(let person): conditions.append("l.assigned_to = \(person)")
        case nil: break
        }
        if let segment = filter.segment { conditions.append("l.segment = \(segment)") }
        if let project = filter.project {
            conditions.append(
                """
                l.project_id = (SELECT j.id FROM projects j
                                WHERE j.organization_id = \(scope.organization) AND j.public_id = \(project))
                """)
        }
        if let source = filter.source { conditions.append("l.source = \(source)") }
        if let from { conditions.append("l.created_at >= \(from)") }
        if let to { conditions.append("l.created_at < \(to)") }
        if isScored { conditions.append("s.organization_id = \(scope.organization)") }
        if let score = filter.score {
            conditions.append(
                isScored
                    ? "s.score >= \(score)"
                    : """
                    EXISTS (SELECT FROM lead_scores x
                            WHERE x.organization_id = l.organization_id AND x.lead_id = l.id AND NOT x.is_gone
                              AND x.score >= \(score))
                    """)
        }
        if filter.outcome == .customer { conditions.append("l.customer_id IS NOT NULL") }
        if filter.plan == LeadFilter.Plan.none { conditions.append("l.next_activity_key = 'infinity'") }
        if let term { conditions.append(term.condition(of: "l")) }
        return conditions
    }

    var term: LeadTerm? { filter.term.flatMap { LeadTerm($0, inAnyOrder: filter.words == .any) } }

    var isDescending: Bool {
        filter.order.isDescending != (filter.cursor?.isBackward ?? false)
    }

    /// The rows after the cursor's, in the direction of the query.
    func beyond(_ column: SQL, _ id: SQL) -> [SQL] {
        guard let cursor = filter.cursor else { return [] }
        let sign: SQL = isDescending ? "<" : ">"
        let key: SQL? =
            switch cursor.key {
            case .text(let text): "\(text)::text"
            case .number(let number): "\(number)::bigint"
            case .moment(let instant): "\(instant)::timestamptz"
            case nil:
                switch filter.sort {
                case .last: "'-infinity'::timestamptz"
                case .next: "'infinity'::timestamptz"
                case .company, .created, .score, .match: nil
                }
            }
        guard let key else { return [] }
        return ["(\(column), \(id)) \(sign) (\(key), \(cursor.id)::uuid)"]
    }
}

extension LeadFilter {
    /// Where the counting of what matches ends.
    var mostCounted: Int { countsAll ? Count.most : ListQuery.mostCounted }
}

extension LeadFilter.Sort {
    var column: SQL {
        switch self {
        case .company: "l.company_key"
        case .created, .match: "l.created_at"
        case .score: "s.score"
        case .last: "l.last_activity_key"
        case .next: "l.next_activity_key"
        }
    }
}
