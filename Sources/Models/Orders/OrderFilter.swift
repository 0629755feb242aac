package import Forms

/// Which orders a list shows and in which order: the query of the Orders page.
package struct OrderFilter: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case open, over, near, ok, closed, all
    }

    package enum Urgency: String, Sendable, CaseIterable {
        case yes, no
    }

    package enum Sort: String, ListSortKey {
        /// The one that breaches next first; those without a limit last.
        case breach
        /// The longest in its group first.
        case age
        case number
        /// The latest change first.
        case change

        package var isDescending: Bool { self == .number || self == .change }
    }

    /// The sort value, where the column has one, and the number of the row before the page.
    package typealias Cursor = ListCursor<Instant, Int>

    package var number: Int?
    package var status: Int?
    /// 0: those whose status is in no group.
    package var group: Int?
    package var state = State.open
    /// Only the urgent ones, or only the others.
    package var urgent: Urgency?
    /// The outside CRM's number of who looks after them; 0: nobody.
    package var manager: Int?
    /// The outside CRM's number of where they came from.
    package var source: Int?
    /// Of the last status change: from this date on, and up to the end of that one, in the project's zone.
    package var from: LocalDate?
    package var to: LocalDate?
    package var sort = Sort.breach
    package var isReversed = false
    package var size = ListQuery.standardSize
    package var cursor: Cursor?

    package init() {}

    /// What of a query makes sense; the rest is left out and said among the query's complaints.
    package init(_ query: inout ListQuery) {
        number = query.number("number")
        status = query.number("status", in: 0...Int.max)
        group = query.number("group", in: 0...Int(Int32.max))
        state = query.choice("state", of: State.self) ?? usualState
        urgent = query.choice("urgent", of: Urgency.self)
        manager = query.number("manager", in: 0...Int.max)
        source = query.number("source")
        from = query.date("from")
        to = query.date("to")
        let order = query.sort(standard: Sort.breach)
        (sort, isReversed) = (order.key, order.isReversed)
        size = query.size()
        cursor = query.cursor()
    }

    package init(_ input: Input) {
        var query = ListQuery(input)
        self.init(&query)
    }

    /// Whoever looks for one order wants it closed or not.
    package var usualState: State { number == nil ? .open : .all }

    /// Whether anything but the plain list is asked for.
    package var isActive: Bool {
        number != nil || status != nil || group != nil || state != .open || from != nil || to != nil
            || urgent != nil || manager != nil || source != nil
    }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        var pairs: [(String, String)] = []
        if let number { pairs.append(("number", "\(number)")) }
        if let status { pairs.append(("status", "\(status)")) }
        if let group { pairs.append(("group", "\(group)")) }
        if state != usualState { pairs.append(("state", state.rawValue)) }
        if let urgent { pairs.append(("urgent", urgent.rawValue)) }
        if let manager { pairs.append(("manager", "\(manager)")) }
        if let source { pairs.append(("source", "\(source)")) }
        if let from { pairs.append(("from", from.description)) }
        if let to { pairs.append(("to", to.description)) }
        if order != ListSort(.breach) { pairs.append(("sort", order.text)) }
        if size != ListQuery.standardSize { pairs.append(("size", "\(size)")) }
        return pairs
    }

    package var order: ListSort<Sort> { ListSort(sort, isReversed: isReversed) }
}
