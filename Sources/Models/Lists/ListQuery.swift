package import Forms

/// What a list is asked for, read from the query of its address. An old bookmark or a saved view should
/// still open: what makes no sense is left out, the list is shown without it, and the page says so.
package struct ListQuery {
    package let input: Input
    /// What was left out and why, in the order of reading.
    package private(set) var complaints: [Complaint] = []

    /// Rows on a page, as a reader may choose.
    package static let sizes = [10, 20, 50, 100]
    package static let standardSize = 50
    /// How many matches are counted exactly; above that nobody counts for one page view.
    package static let mostCounted = 1_000

    package init(_ input: Input) {
        self.input = input
    }

    /// A whole number; nil when none was asked for. `#` and spaces around it are forgiven.
    package mutating func number(_ name: String, in range: ClosedRange<Int> = 1...Int.max) -> Int? {
        guard let text = text(name) else { return nil }
        if let number = Int(text.filter { $0 != "#" && !$0.isWhitespace }), range.contains(number) { return number }
        return leaveOut("list.not_number", text)
    }

    /// What to search for, trimmed; longer than that is cut, as nothing would match it.
    package func text(_ name: String, atMost length: Int = 200) -> String? {
        guard let text = input[name]?.trimmed, !text.isEmpty else { return nil }
        return String(text.prefix(length))
    }

    package mutating func choice<Choice: RawRepresentable<String>>(_ name: String, of: Choice.Type) -> Choice? {
        guard let text = text(name) else { return nil }
        return Choice(rawValue: text) ?? leaveOut("list.not_choice", text)
    }

    /// A date as date fields send it, `2026-11-19`.
    package mutating func date(_ name: String) -> LocalDate? {
        guard let text = text(name) else { return nil }
        return LocalDate(text) ?? leaveOut("list.not_date", text)
    }

    /// `sort=age`, or `sort=-age` for the other direction.
    package mutating func sort<Key: ListSortKey>(standard: Key) -> ListSort<Key> {
        guard let text = text("sort") else { return ListSort(standard) }
        return ListSort(text: text) ?? leaveOut("list.not_sort", text) ?? ListSort(standard)
    }

    package mutating func size(standard: Int = ListQuery.standardSize) -> Int {
        guard let text = text("size") else { return standard }
        return Int(text).flatMap { Self.sizes.contains($0) ? $0 : nil } ?? leaveOut("list.not_size", text) ?? standard
    }

    /// `after` or `before` a row; nil is the first page.
    package mutating func cursor<Key: CursorPart, ID: CursorPart>(
        _: ListCursor<Key, ID>.Type = ListCursor<Key, ID>.self
    ) -> ListCursor<Key, ID>? {
        for (name, isBackward) in [("after", false), ("before", true)] {
            guard let text = text(name) else { continue }
            return ListCursor(text, isBackward: isBackward) ?? leaveOut("list.not_page", text)
        }
        return nil
    }

    /// The value is repeated on the page, short enough to be one.
    private mutating func leaveOut<Value>(_ key: String, _ text: String) -> Value? {
        complaints.append(Complaint(key, ["value": String(text.prefix(40))]))
        return nil
    }
}
