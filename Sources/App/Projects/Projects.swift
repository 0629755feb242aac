import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// Connecting a shop, and its settings afterwards.
struct Projects: Feature {
    static let new = OrganizationPath("/projects/new")
    static let all = OrganizationPath("/projects")
    static let settings = ProjectPath("/settings")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.new, ManageProjects.self, showNew),
            Route(.post, Self.all, ManageProjects.self, add),
            Route(.get, Self.settings, ManageProjects.self, show),
            Route(.post, Self.settings, ManageProjects.self, save),
        ]
    }

    /// Where most shops on KeyCRM are: the zone of a new organization until it says otherwise.
    static let usualZone = "Europe/Kyiv"

    func showNew(_ scope: Scope<ManageProjects>, _ request: Request) async throws -> Response {
        let zone = request.visit.session?.membership?.organizationZone ?? Self.usualZone
        let offered = Input([
            "base_url": "https://openapi.keycrm.app/v1", "zone": zone,
            "near": "\(SLALimits.defaultNearPercent)", "version": "0",
        ])
        return try await services.page(newPage(scope, offered), for: request)
    }

    func add(_ scope: Scope<ManageProjects>, _ request: Request) async throws -> Response {
        let input = try request.input()
        do {
            let form = try services.readProject(input)
            if form.apiKey != nil {
                try services.requireFreshPassword(request, backTo: Self.new(in: scope.organizationPublicID))
            }
            let project: Project.ID = services.outside.newID()
            let publicID = services.outside.newPublicID()
            let token = Token.make()
            try await services.store.addProject(
                form, sealedKey: try services.seal(form, project, scope.organization), as: project, publicID,
                hook: (token.hash, try services.sealHook(token, project, scope.organization)),
                rules: try StartingRules.all(near: form.near), groups: StatusGroup.defaults, by: scope,
                at: services.outside.now())
            return try await services.redirect(
                to: Connections.page(in: publicID), saying: Flash("flash.project_added"), for: request)
        } catch let errors as FieldErrors {
            return try await services.page(newPage(scope, input, errors), .unprocessable, for: request)
        } catch is NameTaken {
            return try await services.page(newPage(scope, input, .nameTaken), .unprocessable, for: request)
        }
    }

    func show(_ scope: ProjectScope<ManageProjects>, _ request: Request) async throws -> Response {
        let (project, near) = try await services.storedProject(scope)
        return try await services.page(page(project, project.input(near: near)), for: request)
    }

    func save(_ scope: ProjectScope<ManageProjects>, _ request: Request) async throws -> Response {
        let input = try request.input()
        do {
            let form = try services.readProject(input)
            if form.apiKey != nil {
                try services.requireFreshPassword(request, backTo: Self.settings(in: scope.projectPublicID))
            }
            try services.refuseMovedKey(form, try await services.storedProject(scope).project)
            let entry = try await services.store.changeProject(
                form, sealedKey: try services.seal(form, scope.project, scope.organization),
                limits: { try Self.limits($0, near: form.near) }, by: scope, at: services.outside.now())
            services.wakeWorkers()
            let saved = Flash("flash.project_saved")
            return try await services.redirect(
                to: Self.settings(in: scope.projectPublicID),
                saying: form.apiKey == nil ? saved.undone(by: entry, in: scope.organizationPublicID) : saved,
                for: request)
        } catch let errors as FieldErrors {
            return try await services.page(
                page(try await services.storedProject(scope).project, input, errors), .unprocessable, for: request)
        } catch is NameTaken {
            return try await services.page(
                page(try await services.storedProject(scope).project, input, .nameTaken), .unprocessable, for: request)
        } catch is StaleVersion {
            return try await conflict(scope, input, request)
        }
    }

    /// Both versions side by side; sending the form again replaces the other one's, knowingly.
    private func conflict(
        _ scope: ProjectScope<ManageProjects>, _ input: Input, _ request: Request
    ) async throws -> Response {
        let (project, near) = try await services.storedProject(scope)
        let theirs = project.input(near: near)
        var typed = input
        typed.set("version", theirs["version"])
        let labels = [
            "name": "project.name", "base_url": "project.base_url", "zone": "field.zone", "near": "project.near",
            "link_pattern": "project.link_pattern",
        ]
        let differences = labels.sorted { $0.key < $1.key }.compactMap { name, label -> Conflict.Difference? in
            let mine = input[name] ?? "", other = theirs[name] ?? ""
            return mine == other ? nil : Conflict.Difference(label: Complaint(label), theirs: other, mine: mine)
        }
        let change = try await services.store.lastChange(of: .projectChanged, scope)
        let conflict = Conflict(by: change?.by, at: change?.at ?? services.outside.now(), differences: differences)
        return try await services.page(page(project, typed, conflict: conflict), .conflict, for: request)
    }

    /// The text itself when the threshold is there already: jsonb prints it its own way.
    static func limits(_ stored: String, near: Int) throws -> String {
        let limits = try SLALimits(storedText: stored)
        if limits.nearPercent == near { return stored }
        return try SLALimits(normal: limits.normal, urgent: limits.urgent, nearPercent: near).storedText()
    }

    private func newPage(
        _ scope: Scope<ManageProjects>, _ input: Input, _ errors: FieldErrors = .none
    ) -> ProjectFormPage {
        ProjectFormPage(
            action: Self.all(in: scope.organizationPublicID), cancel: Home.page(in: scope.organizationPublicID), input,
            errors, zones: services.zones.choices)
    }

    private func page(
        _ project: ProjectRecord, _ input: Input, _ errors: FieldErrors = .none, conflict: Conflict? = nil
    ) -> ProjectFormPage {
        ProjectFormPage(
            action: Self.settings(in: project.publicID), cancel: Orders.list(in: project.publicID),
            projectName: project.name, keySetAt: project.keySetAt, input, errors, zones: services.zones.choices,
            conflict: conflict)
    }
}

extension FieldErrors {
    fileprivate static var nameTaken: FieldErrors { FieldErrors("name", Complaint("error.name_taken")) }
}

extension ProjectRecord {
    /// As a form would submit it unchanged.
    func input(near: Int) -> Input {
        Input([
            "name": name, "base_url": baseURL, "zone": zone, "near": "\(near)", "link_pattern": linkPattern,
            "version": "\(version)",
        ])
    }
}
