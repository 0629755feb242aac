/// What the page of activities that are due soon is asked for.
package struct SoonFilter: Sendable, Equatable {
    package enum Within: String, Sendable, CaseIterable {
        case day, week

        package var seconds: Int { self == .day ? 86_400 : 7 * 86_400 }
    }

    package var within: Within
    /// Of one person alone; nil: of everybody.
    package var owner: Person.ID?
    package var size: Int
    package var cursor: ListCursor<Instant, ActivityRecord.ID>?

    /// What of a query makes sense; the rest is left out and said among the query's complaints.
    package init(_ query: inout ListQuery) {
        within = query.choice("within", of: Within.self) ?? .day
        owner = query.choice("owner", of: Person.ID.Choice.self)?.id
        size = query.size()
        cursor = query.cursor()
    }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("within", within == .day ? nil : within.rawValue), ("owner", owner?.text),
            ("size", size == ListQuery.standardSize ? nil : "\(size)"),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }
}

extension Identifier {
    /// As a query says it.
    package struct Choice: RawRepresentable, Sendable {
        package let id: Identifier

        package var rawValue: String { id.text }

        package init?(rawValue: String) {
            guard let id = Identifier(text: rawValue) else { return nil }
            self.id = id
        }
    }
}
