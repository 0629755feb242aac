package import Forms

/// Which leads a list shows and in which order: the query of the Leads page.
package struct LeadFilter: Sendable, Equatable {
    package enum Assignee: RawRepresentable, Sendable, Equatable {
        /// Whoever reads.
        case me
        case nobody
        case person(Person.ID)

        /// As the query says it.
        package var rawValue: String {
            switch self {
            case .me: "me"
            case .nobody: "nobody"
            case .person(let id): id.text
            }
        }

        package init?(rawValue: String) {
            switch rawValue {
            case "me": self = .me
            case "nobody": self = .nobody
            default:
                guard let id = Person.ID(text: rawValue) else { return nil }
                self = .person(id)
            }
        }
    }

    /// What is planned with a lead.
    package enum Plan: String, Sendable, CaseIterable {
        /// No next activity: it may be forgotten.
        case none
    }

    /// What became of a lead.
    package enum Outcome: String, Sendable, CaseIterable {
        /// It is a customer.
        case customer
    }

    package enum Sort: String, ListSortKey {
        case company
        /// The newest first.
        case created
        case score
        /// What was worked on last first; those never worked on come last.
        case last
        /// What is due next first; those without a next activity come last.
        case next
        /// What matches the term best first; without a term the newest.
        case match

        package var isDescending: Bool { self == .created || self == .score || self == .last || self == .match }
    }

    package typealias Cursor = ListCursor<LeadSortValue, Lead.ID>

    /// How far what matches is counted, where not only up to `ListQuery.mostCounted`.
    package enum Count: String, CaseIterable, Sendable {
        case all

        /// Beyond it nobody counts.
        package static let most = 5_000_000
    }

    package enum Words: String, CaseIterable, Sendable {
        case any
    }

    /// Rows on a page unless somebody asks for another number.
    package static let standardSize = 20

    package var term: String?
    /// The words of the term are looked for in any order, not as they were typed.
    package var words: Words?
    package var stage: Int?
    package var assignee: Assignee?
    package var segment: String?
    /// The project they concern.
    package var project: PublicID?
    package var source: Lead.Source?
    /// Created from this date on, and up to the end of that one, in the reader's zone.
    package var from: LocalDate?
    package var to: LocalDate?
    /// The least score.
    package var score: Int?
    package var plan: Plan?
    package var outcome: Outcome?
    package var sort = Sort.created
    package var isReversed = false
    package var size = LeadFilter.standardSize
    package var cursor: Cursor?
    /// All that match are counted for this one page, however many.
    package var countsAll = false

    package init() {}

    /// What of a query makes sense; the rest is left out and said among the query's complaints.
    package init(_ query: inout ListQuery) {
        term = query.text("q", atMost: 100)
        words = query.choice("words", of: Words.self)
        stage = query.number("stage")
        assignee = query.choice("assignee", of: Assignee.self)
        segment = query.text("segment", atMost: 60)
        project = query.choice("project", of: PublicID.self)
        source = query.choice("source", of: Lead.Source.self)
        from = query.date("from")
        to = query.date("to")
        score = query.number("score", in: 0...1_000)
        plan = query.choice("plan", of: Plan.self)
        outcome = query.choice("outcome", of: Outcome.self)
        let order = query.sort(standard: standardSort)
        (sort, isReversed) = (order.key == .match ? standardSort : order.key, order.isReversed)
        size = query.size(standard: Self.standardSize)
        cursor = query.cursor()
        countsAll = query.choice("count", of: Count.self) != nil
        if let key = cursor?.key, !key.fits(sort) { cursor = nil }
    }

    package init(_ input: Input) {
        var query = ListQuery(input)
        self.init(&query)
    }

    /// Whether anything but the plain list is asked for.
    package var isActive: Bool {
        stage != nil || assignee != nil || hasMore
    }

    /// Whether it asks for more than the stage and the assignee, by which leads are counted as they come and go.
    package var hasMore: Bool {
        term != nil || segment != nil || project != nil || source != nil || from != nil || to != nil || score != nil
            || plan != nil
            || outcome != nil
    }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("q", term), ("words", term == nil ? nil : words?.rawValue), ("stage", stage.map { "\($0)" }),
            ("assignee", assignee?.rawValue), ("segment", segment),
            ("project", project?.rawValue), ("source", source?.rawValue), ("from", from?.description),
            ("to", to?.description),
            ("score", score.map { "\($0)" }), ("plan", plan?.rawValue), ("outcome", outcome?.rawValue),
            ("sort", order == ListSort(standardSort) ? nil : order.text),
            ("size", size == Self.standardSize ? nil : "\(size)"),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }

    /// The same for the words of the term in any order; nil where there are not several, where they are a number, and
    /// where it asks for that already.
    package var inAnyOrder: LeadFilter? {
        guard words == nil, let term = term.flatMap(SearchTerm.init), term.folded.contains(" "),
            term.folded.contains(where: \.isLetter)
        else { return nil }
        var filter = self
        filter.words = .any
        return filter
    }

    /// The order where nobody asks for one.
    package var standardSort: Sort { term == nil ? .created : .match }

    package var order: ListSort<Sort> { ListSort(sort, isReversed: isReversed) }
}
