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
        let rows: SQL = """
            SELECT l.* FROM leads l
            WHERE \((conditions + beyond).joined(by: " AND "))
            ORDER BY \(order)
            LIMIT \(filter.size + 1)
            """
        let page: SQL = """
            SELECT \(LeadSummary.columns) FROM (\(rows)) l LEFT JOIN people p ON p.id = l.assigned_to
            ORDER BY \(order)
            """
        return isPlain ? page : page.unnamed
    }

    /// How many match: by the counters where they know, else counted up to the limit and one more, in an order that an
    /// index has: without one the planner may walk through the leads of everybody until it has found enough.
    var total: SQL {
        if !filter.hasMore {
            var conditions: [SQL] = ["c.organization_id = \(scope.organization)", scope.visibleCounts]
            if let stage = filter.stage { conditions.append("c.stage_id = \(stage)") }
            switch filter.assignee {
            case .me: conditions.append("c.assigned_to = \(scope.person)")
            case .nobody: conditions.append("c.assigned_to = \(Lead.nobody)")
            case .person(let person): conditions.append("c.assigned_to = \(person)")
            case nil: break
            }
            return "SELECT coalesce(sum(c.n), 0)::bigint FROM lead_counts c WHERE \(conditions.joined(by: " AND "))"
        }
        // By their score those of a high one lie together; in the order of their creation few of many are far apart.
        let order: SQL = filter.score == nil ? "l.created_at, l.id" : "l.score DESC, l.id DESC"
        let total: SQL = """
            SELECT count(*) FROM (
                SELECT FROM leads l WHERE \(conditions.joined(by: " AND "))
                ORDER BY \(order) LIMIT \(filter.mostCounted + 1)) x
            """
        return total.unnamed
    }

    /// What is filtered or searched is planned with the values at hand: how many leads there are of them decides which
    /// index is the shorter way, and a search pattern says nothing to a plan made without it. So is what a rep sees,
    /// who may have few of many.
    private var isPlain: Bool { !filter.isActive && scope.seesEveryLead }

    var conditions: [SQL] {
        var conditions: [SQL] = [
            "l.organization_id = \(scope.organization)", "l.deleted_at IS NULL", scope.visibleLeads,
        ]
        if let stage = filter.stage { conditions.append("l.stage_id = \(stage)") }
        switch filter.assignee {
        case .me: conditions.append("l.assigned_to = \(scope.person)")
        case .nobody: conditions.append("l.assigned_to IS NULL")
        case .person(let person): conditions.append("l.assigned_to = \(person)")
        case nil: break
        }
        if let segment = filter.segment { conditions.append("l.segment = \(segment)") }
        if let source = filter.source { conditions.append("l.source = \(source)") }
        if let from { conditions.append("l.created_at >= \(from)") }
        if let to { conditions.append("l.created_at < \(to)") }
        if let score = filter.score { conditions.append("l.score >= \(score)") }
        if filter.outcome == .customer { conditions.append("l.customer_id IS NOT NULL") }
        if filter.plan == LeadFilter.Plan.none { conditions.append("l.next_activity_key = 'infinity'") }
        if let term = filter.term.flatMap(LeadTerm.init) { conditions.append(term.condition(of: "l")) }
        return conditions
    }

    private var isDescending: Bool {
        filter.order.isDescending != (filter.cursor?.isBackward ?? false)
    }

    private var order: SQL {
        let direction: SQL = isDescending ? "DESC" : "ASC"
        return "\(filter.sort.column) \(direction), l.id \(direction)"
    }

    /// The rows after the cursor's, in the direction of the query.
    private var beyond: [SQL] {
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
                case .company, .created, .score: nil
                }
            }
        guard let key else { return [] }
        return ["(\(filter.sort.column), l.id) \(sign) (\(key), \(cursor.id)::uuid)"]
    }
}

extension LeadFilter {
    /// Where the counting of what matches ends.
    var mostCounted: Int { countsAll ? Count.most : ListQuery.mostCounted }
}

/// What is searched for among leads or customers. Below three characters only beginnings of names and addresses and whole numbers
/// are looked for, which ordinary indexes find; from three on any part.
struct LeadTerm {
    private let term: SearchTerm
    /// The digits of what is nothing but a number in any notation.
    private let digits: String?

    init?(_ typed: String) {
        guard let term = SearchTerm(typed) else { return nil }
        self.term = term
        let digits = Phones.digits(of: term.text)
        let isNumber = term.text.unicodeScalars.allSatisfy {
            (48...57).contains($0.value) || "+ ()-–./".unicodeScalars.contains($0)
        }
        self.digits = isNumber && !digits.isEmpty ? digits : nil
    }

    /// Every comparison is one that an index may answer under row security. `row`: the name of the table at hand.
    func condition(of row: SQL) -> SQL {
        guard max(term.folded.count, digits?.count ?? 0) >= SearchTerm.shortest else {
            return """
                (\(row).company_key >= \(term.folded) AND \(row).company_key < \(term.folded + "\u{10FFFF}")
                 OR \(row).email_key >= \(term.folded) AND \(row).email_key < \(term.folded + "\u{10FFFF}")
                 OR \(row).inn = \(digits ?? term.text))
                """
        }
        let text: SQL = "\(row).search OPERATOR(takt.~~?) \(Self.pattern(term.folded))"
        guard let digits, digits != term.folded, digits.count >= SearchTerm.shortest else { return text }
        return "(\(text) OR \(row).search OPERATOR(takt.~~?) \(Self.pattern(digits)))"
    }

    /// Signs mean themselves.
    static func pattern(_ text: String) -> String {
        "%" + text.map { "\\%_".contains($0) ? "\\\($0)" : String($0) }.joined() + "%"
    }
}

extension LeadFilter.Sort {
    fileprivate var column: SQL {
        switch self {
        case .company: "l.company_key"
        case .created: "l.created_at"
        case .score: "l.score"
        case .last: "l.last_activity_key"
        case .next: "l.next_activity_key"
        }
    }
}
