import Forms
import Models
import Store
import Web

/// The hours that one address edits: those of the project, or of one of its groups, within the document
/// that holds them all.
struct HoursLevel {
    let project: PublicID
    let groups: [StatusGroup]
    /// nil: the project's own.
    let group: StatusGroup?
    let rule: RuleVersion?
    let saved: ProjectHours
    /// Those of the organization, which hold where neither the group nor the project has its own; nil: it has none.
    let office: WorkingHours?

    var version: Int { rule?.version ?? 0 }

    var path: String {
        group.map { HoursSettings.group(in: project, $0.number) } ?? HoursSettings.page(in: project)
    }

    /// A level without hours of its own shows those it inherits, to start from.
    var isInherited: Bool { group.map { saved.groups[$0.number] == nil } ?? (saved.project == nil && office != nil) }

    /// It could do without its own.
    var canInherit: Bool { !isInherited && (group != nil || office != nil) }

    /// The hours that hold here.
    var hours: WorkingHours {
        group.flatMap { saved.groups[$0.number] } ?? saved.project ?? office ?? .roundTheClock
    }

    /// As the form would submit them unchanged.
    var input: Input {
        var input = hours.input
        input.set("version", "\(version)")
        return input
    }

    /// The whole document with these hours in their place; nil to inherit them.
    func rule(setting hours: WorkingHours?, from instant: Instant?) throws -> NewRule {
        NewRule(
            .hours, holdsFrom: instant, document: try saved.setting(hours, for: group?.number).storedText())
    }

    var tabs: [HoursPage.Tab] {
        [HoursPage.Tab(group: nil, path: HoursSettings.page(in: project), isCurrent: group == nil, isOwn: true)]
            + groups.map {
                HoursPage.Tab(
                    group: $0.name, path: HoursSettings.group(in: project, $0.number), isCurrent: $0 == group,
                    isOwn: saved.groups[$0.number] != nil)
            }
    }
}

extension Services {
    /// Throws `NotVisible` for a group that the project does not have.
    func hoursLevel(_ scope: ProjectScope<EditRules>, _ number: Int?) async throws -> HoursLevel {
        let groups = try await store.statusGroups(scope)
        let group = groups.first { $0.number == number }
        if number != nil, group == nil { throw NotVisible() }
        let rule = try await store.latestRule(.hours, scope)
        let office = try await store.organizationHours(scope)
        return HoursLevel(
            project: scope.projectPublicID, groups: groups, group: group, rule: rule,
            saved: try rule.map { try ProjectHours(storedText: $0.document) } ?? .inherited,
            office: office.isEmpty ? nil : try WorkingHours.versions(office).inForce(at: outside.now()))
    }
}
