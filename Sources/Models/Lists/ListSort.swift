/// The columns by which a list can be sorted; the raw value stands in the address.
package protocol ListSortKey: RawRepresentable<String>, CaseIterable, Sendable, Equatable {
    /// The direction in which a first click sorts.
    var isDescending: Bool { get }
}

/// A column, and whether it is sorted against its first direction.
package struct ListSort<Key: ListSortKey>: Sendable, Equatable {
    package let key: Key
    package let isReversed: Bool

    package init(_ key: Key, isReversed: Bool = false) {
        self.key = key
        self.isReversed = isReversed
    }

    /// Reads `age` or `-age`; nil when there is no such column.
    package init?(text: String) {
        let isReversed = text.hasPrefix("-")
        guard let key = Key(rawValue: isReversed ? String(text.dropFirst()) : text) else { return nil }
        self.init(key, isReversed: isReversed)
    }

    package var text: String { (isReversed ? "-" : "") + key.rawValue }

    package var isDescending: Bool { key.isDescending != isReversed }
}
