import Forms
import Models
import Store
import Web

/// The map as it is stored, with the dictionary and the groups it is about.
struct SavedStatusMap {
    let project: ProjectRecord
    let rule: RuleVersion?
    let map: StatusMap
    let statuses: [DictionaryStatus]
    let groups: [StatusGroup]

    var version: Int { rule?.version ?? 0 }

    var ungrouped: Int {
        statuses.count { group(of: $0) == StatusGroup.ungrouped }
    }

    /// As the form would submit it unchanged.
    var input: Input {
        var input = Input(["version": "\(version)"])
        for status in statuses {
            input.append("group.\(status.id)", "\(group(of: status))")
            if map.isClosing(status.id) { input.append("closing.\(status.id)", "1") }
        }
        return input
    }

    func map(editedBy input: Input) throws(FieldErrors) -> StatusMap {
        try StatusMap(input, editing: map, statuses: statuses.map(\.id), groups: groups.map(\.number))
    }

    func differences(to mine: StatusMap) -> [Conflict.Difference] {
        var differences: [Conflict.Difference] = []
        for status in statuses {
            let named = ["status": status.label]
            let (old, new) = (name(group(of: status)), name(mine.groups[status.id]))
            if old != new {
                differences.append(
                    Conflict.Difference(
                        label: Complaint("statuses.group_of", named), theirs: old, mine: new, isGroup: true))
            }
            if map.isClosing(status.id) != mine.isClosing(status.id) {
                differences.append(
                    Conflict.Difference(
                        label: Complaint("statuses.closing_of", named), theirs: map.isClosing(status.id) ? "✓" : "—",
                        mine: mine.isClosing(status.id) ? "✓" : "—"))
            }
        }
        return differences
    }

    /// What the summary of a refused form calls a field.
    func label(of field: String) -> Complaint? {
        statuses.first { "group.\($0.id)" == field }.map { Complaint("statuses.group_of", ["status": $0.label]) }
    }

    /// Before the first map, what the source says counts.
    func group(of status: DictionaryStatus) -> Int {
        map.group(of: status.id, recorded: status.sourceGroup)
    }

    private func name(_ group: Int?) -> String {
        groups.first { $0.number == group }?.name ?? "—"
    }
}

extension DictionaryStatus {
    /// A status that only an event has named is called by its number.
    var label: String { name.isEmpty ? "#\(id)" : name }
}

extension StatusMapPage.Status {
    init(_ status: DictionaryStatus, _ input: Input, _ errors: FieldErrors) {
        self.init(
            id: status.id, name: status.label, group: FormField("group.\(status.id)", input, errors),
            closing: FormField("closing.\(status.id)", input), orders: status.orders,
            hasMore: status.orders >= Store.mostCountedOrders, isNew: status.isNew, isGone: !status.isActive)
    }
}

extension Services {
    /// The map with all that its editor shows.
    func savedStatusMap(_ scope: ProjectScope<EditRules>) async throws -> SavedStatusMap {
        guard let project = try await store.project(scope) else { throw NotVisible() }
        let rule = try await store.latestRule(.statuses, scope)
        return SavedStatusMap(
            project: project, rule: rule, map: try rule.map { try StatusMap(storedText: $0.document) } ?? .empty,
            statuses: try await store.statusDictionary(scope),
            groups: try await store.statusGroups(scope))
    }
}
