import Models
import Postgres

/// A page of leads of a high score in another order than by their scores. Few have one in one organization and many in
/// another, of which the database keeps no account: it may walk through a million leads in their order to find none. So
/// those that match are looked for by their scores first, up to the number that is counted; only where there are more the
/// leads are walked through in their order, and soon there is a page of them.
extension LeadQuery {
    var isScoredPage: Bool { filter.score != nil && filter.sort != .score && filter.sort != .match }

    /// nil for a list without a least score, and for one in the order of scores or of how well each matches.
    var scoredPage: SQL? {
        guard let score = filter.score, isScoredPage else { return nil }
        let column = filter.sort.column, direction: SQL = isDescending ? "DESC" : "ASC"
        let order: SQL = "ORDER BY \(column) \(direction), l.id \(direction) LIMIT \(filter.size + 1)"
        let all: SQL = "(SELECT count(*) FROM matched)"
        let further = beyond(column, "l.id")
        let few: [SQL] = [
            "l.organization_id = \(scope.organization)",
            "l.id = ANY (ARRAY(SELECT m.id FROM matched m WHERE \(all) <= \(ListQuery.mostCounted)))",
        ]
        let many = unscored + ["\(LeadSummary.score) >= \(score)", "\(all) > \(ListQuery.mostCounted)"]
        let page: SQL = """
            WITH matched AS MATERIALIZED (SELECT l.id FROM \(counted) LIMIT \(ListQuery.mostCounted + 1))
            SELECT \(LeadSummary.columns), NULL::bigint AS place, \(all) AS found FROM (
                (SELECT l.*, \(column) AS sorted_by FROM leads l WHERE \((few + further).joined(by: " AND ")) \(order))
                UNION ALL
                (SELECT l.*, \(column) AS sorted_by FROM leads l WHERE \((many + further).joined(by: " AND ")) \(order))) l
            LEFT JOIN people p ON p.id = l.assigned_to
            ORDER BY l.sorted_by \(direction), l.id \(direction)
            LIMIT \(filter.size + 1)
            """
        return page.unnamed
    }

    /// What is asked besides the score.
    private var unscored: [SQL] {
        var plain = filter
        plain.score = nil
        return LeadQuery(filter: plain, from: from, to: to, scope: scope).conditions
    }
}
