import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The projects of the token's organization.
struct ProjectsAPI: Feature {
    static let all = APIPath("/projects")
    static let one = ProjectAPIPath("")
    static let test = ProjectAPIPath("/connection/test")

    let services: Services

    var routes: [Route] {
        [
            Route(
                .get, api: Self.all, scope: .projectsRead, SeeOrganization.self,
                Operation(
                    "listProjects", in: "Projects", "The projects",
                    "Those that the member may see, by name, with what is going on there; at most 200."), list),
            Route(
                .post, api: Self.all, scope: .projectsWrite, ManageProjects.self,
                Operation(
                    "addProject", in: "Projects", "Connect a shop",
                    "Makes a project with the usual groups, limits and hours around the clock.",
                    body: ProjectResource.body(requiring: ["name", "base_url", "zone", "near"]),
                    bodyExample: ProjectResource.bodyExample, status: .created), add),
            Route(
                .get, api: Self.one, scope: .projectsRead, ManageProjects.self,
                Operation(
                    "showProject", in: "Projects", "One project",
                    "Its settings. The API key is only said to be there or not."), show),
            Route(
                .patch, api: Self.one, scope: .projectsWrite, ManageProjects.self,
                Operation(
                    "changeProject", in: "Projects", "Change a project",
                    "What is left out stays. Whoever names another server must give the key again.",
                    body: ProjectResource.body(requiring: []), bodyExample: ["zone": "Europe/Warsaw", "near": 85],
                    replacesVersion: true), change),
            Route(
                .post, api: Self.test, scope: .projectsWrite, ManageProjects.self,
                Operation(
                    "testConnection", in: "Projects", "Test the connection",
                    "One call to the CRM with the stored key. When it works for the first time, the statuses are fetched.",
                    problems: [.conflict]), tryOut),
        ]
    }

    func list(_ scope: Scope<SeeOrganization>, _ call: ProgramCall) async throws -> Answer<ProjectsResource> {
        let now = services.outside.now()
        let health = try await services.store.projectHealth(scope, since: now.advanced(seconds: -86_400), at: now)
        return Answer(ProjectsResource(items: health.map { ProjectSummary($0, at: now) }))
    }

    func add(_ scope: Scope<ManageProjects>, _ call: ProgramCall) async throws -> Answer<ProjectResource> {
        var input = try call.input()
        input.set("version", "0")
        let form = try services.readProject(input)
        let project: Project.ID = services.outside.newID()
        let publicID = services.outside.newPublicID()
        let token = Token.make()
        let now = services.outside.now()
        let answer = Answer(
            ProjectResource(form, publicID, keySetAt: form.apiKey == nil ? nil : now), .created, version: 1,
            location: Self.one(in: publicID))
        try await services.store(answering: answer, to: call).addProject(
            form, sealedKey: try services.seal(form, project, scope.organization), as: project, publicID,
            hook: (token.hash, try services.sealHook(token, project, scope.organization)),
            rules: try StartingRules.all(near: form.near), groups: StatusGroup.defaults, by: scope, at: now)
        return answer
    }

    func show(_ scope: ProjectScope<ManageProjects>, _ call: ProgramCall) async throws -> Answer<ProjectResource> {
        let (project, near) = try await services.storedProject(scope)
        return Answer(ProjectResource(project, near: near), version: project.version)
    }

    func change(_ scope: ProjectScope<ManageProjects>, _ call: ProgramCall) async throws -> Answer<ProjectResource> {
        let version = try call.replacedVersion(), changes = try call.input()
        let (stored, near) = try await services.storedProject(scope)
        var input = stored.input(near: near)
        for field in changes.fields { input.set(field.name, field.value) }
        input.set("version", "\(version.replacing(stored.version))")
        guard version.replacing(stored.version) == stored.version else { throw StaleVersion() }
        let form = try services.readProject(input)
        try services.refuseMovedKey(form, stored)
        let now = services.outside.now()
        let answer = Answer(ProjectResource(form, replacing: stored, at: now), version: stored.version + 1)
        _ = try await services.store(answering: answer, to: call).changeProject(
            form, sealedKey: try services.seal(form, scope.project, scope.organization),
            limits: { try Projects.limits($0, near: form.near) }, by: scope, at: now)
        services.wakeWorkers()
        return answer
    }

    func tryOut(_ scope: ProjectScope<ManageProjects>, _ call: ProgramCall) async throws -> Answer<ConnectionResource> {
        try await services.limit(services.rates.connectionTest, .connectionTest(of: scope.project))
        let crm = try await services.crm(of: scope)
        let verdict = await crm.client.testConnection()
        let now = services.outside.now()
        let answer = Answer(ConnectionResource(verdict, of: scope.projectPublicID, at: now))
        try await services.store(answering: answer, to: call).recordConnection(
            ConnectionTest(verdict, at: now), by: scope)
        if verdict.isWorking, crm.project.statusesFetchedAt == nil {
            do {
                _ = try await services.fetchStatuses(from: crm, by: scope)
            } catch is KeyCRMVerdict {
                // The test itself went well; the refresh of statuses says by itself what is wrong.
            }
        }
        return answer
    }
}
