package import Forms

/// Which orders a list shows and in which order: the query of the Orders page.
package struct OrderFilter: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case open, over, near, ok, closed, all
    }

    package enum Sort: String, Sendable, CaseIterable {
        /// The one that breaches next first; those without a limit last.
        case breach
        /// The longest in its group first.
        case age
        case number
        /// The latest change first.
        case change

        /// The direction in which a first click sorts.
        package var isDescending: Bool { self == .number || self == .change }
    }

    /// Where a page begins: the sort value and the number of the last row before it.
    package struct Cursor: Sendable, Equatable {
        /// Microseconds since 1970, or the number; nil for what comes last.
        package let key: Int64?
        package let order: Int
        /// The page before this row, rather than after it.
        package let isBackward: Bool

        package init(key: Int64?, order: Int, isBackward: Bool) {
            self.key = key
            self.order = order
            self.isBackward = isBackward
        }

        /// The first day of year 1 in microseconds: the database knows no time before 4713 BC.
        private static let earliest: Int64 = -62_135_596_800_000_000

        /// `1795095600000000.10431`, `-` for what has no value.
        package var text: String { "\(key.map(String.init) ?? "-").\(order)" }

        package init?(_ text: String, isBackward: Bool) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, let order = Int(parts[1]) else { return nil }
            if parts[0] != "-" {
                guard let key = Int64(parts[0]), key >= Self.earliest else { return nil }
                self.init(key: key, order: order, isBackward: isBackward)
            } else {
                self.init(key: nil, order: order, isBackward: isBackward)
            }
        }
    }

    package var number: Int?
    package var status: Int?
    package var group: Int?
    package var state = State.open
    /// Of the last status change: from this date on, and up to the end of that one, in the project's zone.
    package var from: LocalDate?
    package var to: LocalDate?
    package var sort = Sort.breach
    package var isReversed = false
    package var size = 50
    package var cursor: Cursor?

    package static let sizes = [20, 50, 100]

    package init() {}

    /// What of a query makes sense; the rest is left out, as an old bookmark should still open. A word
    /// that is no state or sort never reaches the database.
    package init(_ query: Input) {
        number = query["number"].flatMap { Int($0.filter { $0 != "#" && $0 != " " }) }.flatMap { $0 > 0 ? $0 : nil }
        status = query["status"].flatMap { Int($0) }
        group = query["group"].flatMap { Int32($0) }.map(Int.init)
        state = query["state"].flatMap(State.init(rawValue:)) ?? (number == nil ? .open : .all)
        from = query["from"].flatMap { LocalDate($0) }
        to = query["to"].flatMap { LocalDate($0) }
        let sort = query["sort"] ?? ""
        isReversed = sort.hasPrefix("-")
        self.sort = Sort(rawValue: isReversed ? String(sort.dropFirst()) : sort) ?? .breach
        size = query["size"].flatMap { Int($0) }.flatMap { Self.sizes.contains($0) ? $0 : nil } ?? 50
        cursor =
            query["after"].flatMap { Cursor($0, isBackward: false) }
            ?? query["before"].flatMap { Cursor($0, isBackward: true) }
    }

    /// Whether anything but the default list is asked for.
    package var isActive: Bool {
        number != nil || status != nil || group != nil || state != .open || from != nil || to != nil
    }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        var pairs: [(String, String)] = []
        if let number { pairs.append(("number", "\(number)")) }
        if let status { pairs.append(("status", "\(status)")) }
        if let group { pairs.append(("group", "\(group)")) }
        if state != .open { pairs.append(("state", state.rawValue)) }
        if let from { pairs.append(("from", from.description)) }
        if let to { pairs.append(("to", to.description)) }
        if sort != .breach || isReversed { pairs.append(("sort", sortText)) }
        if size != 50 { pairs.append(("size", "\(size)")) }
        return pairs
    }

    package var sortText: String { (isReversed ? "-" : "") + sort.rawValue }
}
