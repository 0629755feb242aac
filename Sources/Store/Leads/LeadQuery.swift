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
        if let matches { return matches }
        let isByScore = filter.sort == .score
        let column = filter.sort.column, id: SQL = isByScore ? "s.lead_id" : "l.id"
        let direction: SQL = isDescending ? "DESC" : "ASC"
        let rows: SQL = """
            SELECT l.*, \(column) AS sorted_by FROM \(isByScore ? Self.scored : "leads l")
            WHERE \((conditions(isScored: isByScore) + beyond(column, id)).joined(by: " AND "))
            ORDER BY \(column) \(direction), \(id) \(direction)
            LIMIT \(filter.size + 1)
            """
        let page: SQL = """
            SELECT \(LeadSummary.columns) FROM (\(rows)) l LEFT JOIN people p ON p.id = l.assigned_to
            ORDER BY l.sorted_by \(direction), l.id \(direction)
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
                ((\(part("l.assigned_to = \(scope.person)"))) UNION ALL (\(part("l.assigned_to IS NULL")))) l
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

    /// What a rep sees by itself, their own or nobody's: one walk past everybody else's leads would be a long one.
    private func part(_ assigned: SQL) -> SQL {
        let asked = conditions.filter { $0 != scope.visibleLeads } + [assigned]
        return """
            SELECT l.id, l.stage_id, l.stage_since, l.value_minor, l.currency, l.created_at FROM leads l
            WHERE \(asked.joined(by: " AND ")) ORDER BY l.created_at, l.id LIMIT \(filter.mostCounted + 1)
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
        case .nobody: conditions.append("l.assigned_to IS NULL")
        case .person(let person): conditions.append("l.assigned_to = \(person)")
        case nil: break
        }
        if let segment = filter.segment { conditions.append("l.segment = \(segment)") }
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
        if let term = filter.term.flatMap(LeadTerm.init) { conditions.append(term.condition(of: "l")) }
        return conditions
    }

    var isDescending: Bool {
        filter.order.isDescending != (filter.cursor?.isBackward ?? false)
    }

    /// The rows after the cursor's, in the direction of the query.
    private func beyond(_ column: SQL, _ id: SQL) -> [SQL] {
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
        guard let digits, digits.count >= SearchTerm.shortest else { return text }
        if let phone {
            let part: SQL = "\(row).search OPERATOR(takt.~~?) \(Self.pattern(phone))"
            guard phone.count >= Self.longPhone else { return part }
            let end: SQL = "\(row).search OPERATOR(takt.~~?) \(Self.pattern(String(phone.dropFirst(3))))"
            return "(\(end) AND \(row).search LIKE \(Self.pattern(phone)))"
        }
        if digits == term.folded { return text }
        return "(\(text) OR \(row).search OPERATOR(takt.~~?) \(Self.pattern(digits)))"
    }

    /// 3 for what is called or reached so, 2 for what begins so, 1 for what has a word that does, 0 for the rest.
    func rank(of row: SQL) -> SQL {
        """
        CASE WHEN \(row).company_key = \(term.folded) OR \(row).email_key = \(term.folded) OR \(row).inn = \(digits ?? term.text)
                  OR \(row).company_plain = plain_company(\(term.folded)) THEN 3
             WHEN starts_with(\(row).company_key, \(term.folded)) OR starts_with(\(row).company_plain, \(term.folded)) THEN 2
             WHEN starts_with(\(row).email_key, \(term.folded))
                  OR strpos(' ' || \(row).company_plain || ' ' || lower(\(row).contact_names), \(" " + term.folded)) > 0 THEN 1
             ELSE 0 END
        """
    }

    /// The digits of what is a phone by its sign, its zero or its length, without what is dialled before a number. Every
    /// phone of an organization begins alike, which an index is long about: it is asked for what follows.
    private var phone: String? {
        guard let digits else { return nil }
        if term.text.hasPrefix("+") { return digits }
        if digits.count >= Self.longPhone, digits.hasPrefix("00") { return String(digits.dropFirst(2)) }
        if digits.count >= 5, digits.hasPrefix("0") { return String(digits.dropFirst()) }
        return digits.count >= Self.wholePhone ? digits : nil
    }

    /// From so many digits on a phone has three to spare.
    private static let longPhone = 7
    /// More digits than the number of any company has: with its country's.
    private static let wholePhone = 11

    /// Signs mean themselves.
    static func pattern(_ text: String) -> String {
        "%" + text.map { "\\%_".contains($0) ? "\\\($0)" : String($0) }.joined() + "%"
    }
}

extension LeadFilter.Sort {
    fileprivate var column: SQL {
        switch self {
        case .company: "l.company_key"
        case .created, .match: "l.created_at"
        case .score: "s.score"
        case .last: "l.last_activity_key"
        case .next: "l.next_activity_key"
        }
    }
}
