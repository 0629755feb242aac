import Crypto
import Forms
import Models
import Store

/// What the page of a project's settings and the JSON door have in common.
extension Services {
    /// The project with the near threshold, which belongs to its limits.
    func storedProject(_ scope: ProjectScope<ManageProjects>) async throws -> (project: ProjectRecord, near: Int) {
        guard let project = try await store.project(scope) else { throw NotVisible() }
        let rule = try await store.latestRule(.sla, scope)
        return (
            project, try rule.map { try SLALimits(storedText: $0.document).nearPercent } ?? SLALimits.defaultNearPercent
        )
    }

    func readProject(_ input: Input) throws(FieldErrors) -> ProjectForm {
        try ProjectForm(reading: input, isZone: zones.knows)
    }

    /// The key of the form as it is kept; nil when it has none.
    func seal(_ form: ProjectForm, _ project: Project.ID, _ organization: Organization.ID) throws -> [UInt8]? {
        try form.apiKey.map { try ring.seal(Array($0.utf8), in: .apiKey(of: project, in: organization)) }
    }

    /// A key is given to one server. Whoever names another must give the key again, so that nobody can have
    /// a stored key sent to a server of their own.
    func refuseMovedKey(_ form: ProjectForm, _ stored: ProjectRecord) throws(FieldErrors) {
        let isMoved = Self.server(form.baseURL) != Self.server(stored.baseURL)
        guard form.apiKey == nil, stored.keySetAt != nil, isMoved else { return }
        throw FieldErrors("api_key", Complaint("error.key_again"))
    }

    /// Scheme, host and port of an address.
    private static func server(_ address: String) -> String {
        address.lowercased().split(separator: "/", omittingEmptySubsequences: true).prefix(2).joined(separator: "//")
    }
}
