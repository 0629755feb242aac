/// What the page of leads that nobody spoke with for long is asked for.
package struct FollowUpFilter: Sendable, Equatable {
    /// More days than these since the last contact are too many, as a reader may choose.
    package static let choices = [3, 7, 14, 30, 60, 90]
    package static let standardDays = 14

    package typealias Cursor = ListCursor<Instant, Lead.ID>

    package var days: Int
    package var assignee: LeadFilter.Assignee?
    package var size: Int
    package var cursor: Cursor?

    /// What of a query makes sense; the rest is left out and said among the query's complaints.
    package init(_ query: inout ListQuery) {
        days = query.choice("days", of: Days.self)?.number ?? Self.standardDays
        assignee = query.choice("assignee", of: LeadFilter.Assignee.self)
        size = query.size()
        cursor = query.cursor()
    }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("days", days == Self.standardDays ? nil : "\(days)"), ("assignee", assignee?.rawValue),
            ("size", size == ListQuery.standardSize ? nil : "\(size)"),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }

    private struct Days: RawRepresentable {
        let number: Int

        var rawValue: String { "\(number)" }

        init?(rawValue: String) {
            guard let number = Int(rawValue), FollowUpFilter.choices.contains(number) else { return nil }
            self.number = number
        }
    }
}
