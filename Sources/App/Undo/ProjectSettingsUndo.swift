import Forms
import HTTP
import Models
import Store
import Web

extension UndoableAct {
    /// Name, address, zone, link and near threshold. A replaced API key is nowhere kept, so such a change stays.
    static let projectSettings = UndoableAct(
        event: .projectChanged, minimum: ManageProjects.minimum,
        isComplete: { SavedSettings($0.before) != nil && SavedSettings($0.after)?.hasNewKey == false },
        page: { $0.page { Projects.settings(in: $0) } }
    ) { services, entry, place in
        let scope: ProjectScope<ManageProjects> = try place.scope()
        guard let before = SavedSettings(entry.before), let after = SavedSettings(entry.after) else {
            throw NewerChange()
        }
        let form = ProjectForm(
            name: before.name, baseURL: before.baseURL, apiKey: nil, zone: before.zone, near: before.near ?? 0,
            linkPattern: before.linkPattern, version: after.version)
        do {
            return try await services.store.changeProject(
                form, sealedKey: nil, limits: { try Self.limits($0, from: after.near, to: before.near) }, by: scope,
                at: services.outside.now(), undoing: entry.id)
        } catch is StaleVersion {
            throw NewerChange()
        } catch is NameTaken {
            throw NewerChange()
        }
    }

    /// The stored limits with the threshold of before; as they are when this change left it alone.
    private static func limits(_ stored: String, from after: Int?, to before: Int?) throws -> String {
        let limits = try SLALimits(storedText: stored)
        guard let before, before != after else { return stored }
        guard limits.nearPercent == after else { throw NewerChange() }
        return try SLALimits(normal: limits.normal, urgent: limits.urgent, nearPercent: before).storedText()
    }
}

/// The settings of a project as the audit log keeps them.
private struct SavedSettings {
    let name, baseURL, zone, linkPattern: String
    let near: Int?
    let version: Int
    let hasNewKey: Bool

    init?(_ text: String?) {
        guard let text, let json = try? JSON(parsing: Array(text.utf8)),
            let name = json["name"]?.string, let baseURL = json["base_url"]?.string, let zone = json["zone"]?.string,
            let linkPattern = json["link_pattern"]?.string, let version = json["version"]?.string.flatMap({ Int($0) })
        else { return nil }
        (self.name, self.baseURL, self.zone, self.linkPattern) = (name, baseURL, zone, linkPattern)
        self.version = version
        near = json["near"]?.string.flatMap { Int($0) }
        hasNewKey = json["api_key"] != nil
    }
}
