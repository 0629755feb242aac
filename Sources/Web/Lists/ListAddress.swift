import HTTP
package import Models

/// The address of a list with what it is asked for: every link and hidden field of the list is made from it.
package struct ListAddress: Sendable, Equatable {
    package let path: String
    /// The query, normalised by the list's own decoder, without the page.
    package let pairs: [HiddenField]

    package init(_ path: String, _ pairs: [(name: String, value: String)] = []) {
        self.path = path
        self.pairs = pairs.map { HiddenField($0.name, $0.value) }
    }

    /// With the view that was opened, which stays open while its filters are changed; 0 is the list without one.
    package init(_ path: String, _ pairs: [(name: String, value: String)], in query: ListQuery) {
        var query = query
        let view = query.number("view", in: 0...Int.max).map { [(name: "view", value: "\($0)")] } ?? []
        self.init(path, pairs + view)
    }

    private init(_ path: String, _ pairs: [HiddenField]) {
        self.path = path
        self.pairs = pairs
    }

    /// `group=3&sort=age`
    package var query: String {
        pairs.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    package var text: String { pairs.isEmpty ? path : "\(path)?\(query)" }

    /// nil leaves the name out.
    package func with(_ name: String, _ value: String?) -> ListAddress {
        ListAddress(path, pairs.filter { $0.name != name } + (value.map { [HiddenField(name, $0)] } ?? []))
    }

    package func only(_ names: Set<String>) -> ListAddress {
        ListAddress(path, pairs.filter { names.contains($0.name) })
    }

    package func without(_ names: Set<String>) -> ListAddress {
        ListAddress(path, pairs.filter { !names.contains($0.name) })
    }

    /// The head of a column: a click sorts by it, a second one the other way round.
    package func sort<Key: ListSortKey>(by key: Key, now: ListSort<Key>, standard: Key) -> SortLink {
        let isCurrent = now.key == key
        let next = ListSort(key, isReversed: isCurrent && !now.isReversed)
        return SortLink(
            path: with("sort", next == ListSort(standard) ? nil : next.text).text,
            direction: isCurrent ? (now.isDescending ? "descending" : "ascending") : nil)
    }
}
