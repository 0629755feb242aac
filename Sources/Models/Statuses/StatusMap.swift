package import Forms

/// Which group each status counts in and which statuses close an order. A refresh of the dictionary never
/// moves a status that is already here, so history keeps its groups whatever the outside CRM renames.
package struct StatusMap: Sendable, Hashable {
    /// Group numbers by status.
    package private(set) var groups: [Int: Int]
    package private(set) var closing: Set<Int>

    package static let empty = StatusMap(groups: [:], closing: [])

    package init(groups: [Int: Int], closing: Set<Int>) {
        self.groups = groups
        self.closing = closing
    }

    /// The first map of a project: the outside CRM's own groups where the project knows them. What somebody
    /// has put into a group before the dictionary was there stays in it.
    package init(connecting statuses: [OrderStatus], groups known: [Int], keeping saved: StatusMap = .empty) {
        self = saved
        for status in statuses where groups[status.id] == nil {
            groups[status.id] = status.sourceGroup.flatMap { known.contains($0) ? $0 : nil } ?? StatusGroup.ungrouped
            if status.isClosing { closing.insert(status.id) }
        }
    }

    /// The map after a later fetch: a new status is ungrouped until somebody puts it into a group.
    package func refreshed(with statuses: [OrderStatus]) -> StatusMap {
        var map = self
        for status in statuses where map.groups[status.id] == nil {
            map.groups[status.id] = StatusGroup.ungrouped
            if status.isClosing { map.closing.insert(status.id) }
        }
        return map
    }

    /// The group in which time in that status counts. The group that an event recorded matters only while
    /// there is no dictionary at all.
    package func group(of status: Int, recorded: Int?) -> Int {
        if let group = groups[status] { return group }
        guard groups.isEmpty, let recorded, (1...999).contains(recorded) else { return StatusGroup.ungrouped }
        return recorded
    }

    package func isClosing(_ status: Int) -> Bool {
        closing.contains(status)
    }
}

extension StatusMap {
    /// The editor's form: `group.31=3` for each status, nothing or 0 for none; `closing.31` ticked for those
    /// that end an order. A status that the form does not name stays as it was saved.
    package init(_ input: Input, editing saved: StatusMap, statuses: [Int], groups known: [Int]) throws(FieldErrors) {
        var reader = FieldReader(input)
        self = saved
        for status in statuses {
            let field = "group.\(status)"
            guard let text = input[field] else { continue }
            closing.remove(status)
            if reader.flag("closing.\(status)") { closing.insert(status) }
            groups[status] = StatusGroup.ungrouped
            if text.trimmed.isEmpty { continue }
            guard let number = reader.integer(field, in: 0...999) else { continue }
            if number != StatusGroup.ungrouped, !known.contains(number) {
                reader.complain(field, Complaint("error.choice"))
            }
            groups[status] = number
        }
        guard reader.errors.isEmpty else { throw reader.errors }
    }

    /// What the editor shows.
    package var input: Input {
        var input = Input.none
        for (status, group) in groups.sorted(by: { $0.key < $1.key }) {
            input.append("group.\(status)", String(group))
            if isClosing(status) { input.append("closing.\(status)", "1") }
        }
        return input
    }
}

extension StatusMap: StoredText {
    private enum Key: String, CodingKey {
        case groups, closing
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            groups: try values.decode([Int: Int].self, forKey: .groups),
            closing: Set(try values.decodeIfPresent([Int].self, forKey: .closing) ?? []))
    }

    /// `{"closing":[12,19],"groups":{"1":1,"31":3}}`
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(groups, forKey: .groups)
        if !closing.isEmpty { try values.encode(closing.sorted(), forKey: .closing) }
    }
}
