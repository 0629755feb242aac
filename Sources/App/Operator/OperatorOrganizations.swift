import Forms
import HTTP
import Models
import Store
import Web

/// The organizations of the installation, for its operators: that they are there, and suspending them.
struct OperatorOrganizations: Feature {
    static let list = Path("/operator/organizations")
    static let suspension = Path("/operator/organizations/{}/suspension", PublicID.self)
    static let resumption = Path("/operator/organizations/{}/resumption", PublicID.self)

    let services: Services

    static let pageLength = 50

    var routes: [Route] {
        [
            Route(.get, operator: Self.list, show),
            Route(.get, operator: Self.suspension, ask),
            Route(.post, operator: Self.suspension, suspend),
            Route(.post, operator: Self.resumption, resume),
        ]
    }

    func show(_ scope: OperatorScope, _ request: Request) async throws -> Response {
        let query = try request.queryInput()
        let search = OperatorSearch(query)
        let after = query["after"].flatMap(PublicID.init(rawValue:))
        let found = try await services.store.operatorOrganizations(
            search.text, after: after, limit: Self.pageLength + 1, by: scope.person)
        let shown = found.prefix(Self.pageLength)
        let last = found.count > shown.count ? shown.last?.publicID.rawValue : nil
        let page = OperatorOrganizationsPage(
            path: Self.list(), search: search.text, rows: shown.map(OperatorOrganizationsPage.Row.init),
            first: after == nil ? nil : search.address(Self.list()),
            next: last.map { search.address(Self.list(), after: $0) })
        return try await services.page(page, for: request)
    }

    func ask(_ scope: OperatorScope, _ request: Request, _ id: PublicID) async throws -> Response {
        let found = try await services.store.operatorOrganizations(id.rawValue, limit: 1, by: scope.person)
        guard let row = found.first, row.publicID == id else { throw NotVisible() }
        let page = ConfirmPage(
            action: Self.suspension(id), title: Complaint("operator.suspend_title", ["name": row.name]),
            text: Complaint("operator.suspend_text"), verb: Complaint("operator.suspend"), cancel: Self.list(),
            version: nil, facts: [ConfirmPage.Fact(label: Complaint("operator.members"), value: "\(row.members)")],
            keep: Complaint("layout.cancel"))
        return try await services.page(page, for: request)
    }

    func suspend(_ scope: OperatorScope, _ request: Request, _ id: PublicID) async throws -> Response {
        try await set(true, id, scope, "flash.suspended", request)
    }

    func resume(_ scope: OperatorScope, _ request: Request, _ id: PublicID) async throws -> Response {
        try await set(false, id, scope, "flash.resumed", request)
    }

    private func set(
        _ isSuspended: Bool, _ id: PublicID, _ scope: OperatorScope, _ flash: String, _ request: Request
    ) async throws -> Response {
        try services.requireFreshPassword(request)
        if try await services.store.setSuspended(isSuspended, id, by: scope.person, at: services.outside.now()) {
            services.log.event(
                isSuspended ? "organization_suspended" : "organization_resumed", ["organization": .string(id.rawValue)])
        }
        return try await services.redirect(to: Self.list(), saying: Flash(flash), for: request)
    }
}

/// What the operator searches by, at most 120 characters.
struct OperatorSearch {
    let text: String

    init(_ query: Input) {
        text = String((query["search"] ?? "").trimmed.unicodeScalars.prefix(120).map(Character.init))
    }

    func address(_ path: String, after: String? = nil) -> String {
        let parts =
            (text.isEmpty ? [] : ["search=\(PercentEncoding.encode(text))"])
            + (after.map { ["after=\(PercentEncoding.encode($0))"] } ?? [])
        return parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
    }
}
