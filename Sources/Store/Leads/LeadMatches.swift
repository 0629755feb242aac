import Models
import Postgres

/// A search in the order of how well each lead matches: what it is called or reached by first, then what begins so, then
/// what has a word that begins so, then the others; of equals the newest. Where more match than are counted nobody
/// compares them, and they come the newest first.
extension LeadQuery {
    /// Whether the page says itself how many match: looked for once more they would cost as much again. An empty
    /// page says nothing.
    var countsMatches: Bool { looksOnce && !filter.countsAll }

    /// Whether the statement of the page looks for all that match, up to the number that is counted.
    var looksOnce: Bool { filter.sort == .match || isScoredPage }

    /// nil for a list in another order.
    var matches: SQL? {
        guard filter.sort == .match else { return nil }
        let direction: SQL = isDescending ? "DESC" : "ASC"
        let all: SQL = "(SELECT count(*) FROM matched)"
        let page: SQL = """
            WITH \(matched)
            SELECT \(LeadSummary.columns), l.place, \(all) AS found FROM (
                SELECT l.*, m.place FROM leads l JOIN (
                    SELECT * FROM matched m
                    WHERE \((["\(all) <= \(ListQuery.mostCounted)"] + behind("m.place", "m.id")).joined(by: " AND "))
                    ORDER BY m.place \(direction), m.id \(direction) LIMIT \(filter.size + 1)) m
                    ON l.organization_id = \(scope.organization) AND l.id = m.id
                UNION ALL
                SELECT * FROM (
                    SELECT l.*, \(Self.newness) AS place FROM leads l
                    WHERE \((conditions + ["\(all) > \(ListQuery.mostCounted)"] + older).joined(by: " AND "))
                    ORDER BY l.created_at \(direction), l.id \(direction) LIMIT \(filter.size + 1)) x) l
            LEFT JOIN people p ON p.id = l.assigned_to
            ORDER BY l.place \(direction), l.id \(direction)
            LIMIT \(filter.size + 1)
            """
        return page.unnamed
    }

    /// The leads before and after that one among the matches; nil where more match than are compared.
    func neighbours(of lead: Lead.ID) -> SQL {
        let direction: SQL = isDescending ? "DESC" : "ASC"
        let beside: SQL = """
            WITH \(matched)
            SELECT x.previous, x.next FROM (
                SELECT m.id, lag(m.id) OVER w AS previous, lead(m.id) OVER w AS next FROM matched m
                WHERE (SELECT count(*) FROM matched) <= \(ListQuery.mostCounted)
                WINDOW w AS (ORDER BY m.place \(direction), m.id \(direction))) x
            WHERE x.id = \(lead)
            """
        return beside.unnamed
    }

    private var matched: SQL {
        let rank = term.map { $0.rank(of: "l") } ?? "0"
        return """
            matched AS MATERIALIZED (
                SELECT l.id, (\(rank))::bigint * \(Self.rankStep)::bigint + \(Self.newness) AS place FROM leads l
                WHERE \(conditions.joined(by: " AND "))
                ORDER BY l.created_at DESC, l.id DESC LIMIT \(ListQuery.mostCounted + 1))
            """
    }

    /// Microseconds since 1970: within a rank the newest first.
    private static var newness: SQL { "(extract(epoch FROM l.created_at) * 1000000)::bigint" }
    /// More microseconds than any lead is old.
    private static var rankStep: Int { 10_000_000_000_000_000 }

    private func behind(_ place: SQL, _ id: SQL) -> [SQL] {
        guard let cursor = filter.cursor, case .number(let number) = cursor.key else { return [] }
        let sign: SQL = isDescending ? "<" : ">"
        return ["(\(place), \(id)) \(sign) (\(number)::bigint, \(cursor.id)::uuid)"]
    }

    private var older: [SQL] {
        guard let cursor = filter.cursor, case .number(let number) = cursor.key else { return [] }
        let sign: SQL = isDescending ? "<" : ">"
        let moment = Instant(microseconds: Int64(max(0, number) % Self.rankStep))
        return ["(l.created_at, l.id) \(sign) (\(moment), \(cursor.id)::uuid)"]
    }
}

/// A lead with its place among the matches, and how many there are up to one more than are counted.
struct MatchedLead: RowDecodable {
    let summary: LeadSummary
    let found: Int

    init(_ row: Row) throws(RowError) {
        var summary = try LeadSummary(row)
        summary.place = try row["place"]
        self.summary = summary
        found = try row["found"]
    }
}
