import Forms
import Models
import Store

/// The limits as they are stored, with the groups they are about.
struct SavedLimits {
    let groups: [StatusGroup]
    let rule: RuleVersion?
    let limits: SLALimits

    var version: Int { rule?.version ?? 0 }

    /// As the form would submit it unchanged.
    var input: Input {
        var input = limits.input
        input.set("version", "\(version)")
        return input
    }
}

extension Services {
    func savedLimits(_ scope: ProjectScope<EditRules>) async throws -> SavedLimits {
        let rule = try await store.latestRule(.sla, scope)
        return SavedLimits(
            groups: try await store.statusGroups(scope), rule: rule,
            limits: try rule.map { try SLALimits(storedText: $0.document) } ?? .none)
    }
}
