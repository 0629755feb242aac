package import Forms

/// Which customers a list shows and in which order: the query of the Customers page.
package struct CustomerFilter: Sendable, Equatable {
    package enum Sort: String, ListSortKey {
        case company
        /// The newest first.
        case created

        package var isDescending: Bool { self == .created }
    }

    package typealias Cursor = ListCursor<LeadSortValue, Customer.ID>

    /// Rows on a page unless somebody asks for another number.
    package static let standardSize = 20

    package var term: String?
    package var assignee: LeadFilter.Assignee?
    package var segment: String?
    package var sort = Sort.created
    package var isReversed = false
    package var size = CustomerFilter.standardSize
    package var cursor: Cursor?

    package init() {}

    /// What of a query makes sense; the rest is left out and said among the query's complaints.
    package init(_ query: inout ListQuery) {
        term = query.text("q", atMost: 100)
        assignee = query.choice("assignee", of: LeadFilter.Assignee.self)
        segment = query.text("segment", atMost: 60)
        let order = query.sort(standard: Sort.created)
        (sort, isReversed) = (order.key, order.isReversed)
        size = query.size(standard: Self.standardSize)
        cursor = query.cursor()
        switch (cursor?.key, sort) {
        case (.text, .company), (.moment, .created): break
        default: cursor = nil
        }
    }

    package init(_ input: Input) {
        var query = ListQuery(input)
        self.init(&query)
    }

    /// Whether anything but the plain list is asked for.
    package var isActive: Bool { term != nil || assignee != nil || segment != nil }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("q", term), ("assignee", assignee?.rawValue), ("segment", segment),
            ("sort", order == ListSort(.created) ? nil : order.text),
            ("size", size == Self.standardSize ? nil : "\(size)"),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }

    package var order: ListSort<Sort> { ListSort(sort, isReversed: isReversed) }
}

extension CustomerSummary {
    /// Where the row stands in a list of that order.
    package func cursor(_ sort: CustomerFilter.Sort, isBackward: Bool) -> CustomerFilter.Cursor {
        let key: LeadSortValue = sort == .company ? .text(companyKey) : .moment(createdAt)
        return CustomerFilter.Cursor(key: key, id: id, isBackward: isBackward)
    }
}
