import Forms
import HTTP
import Models
import Store
import Web

/// An administrator looks after what their organization's own work failed at for good.
struct OrganizationJobs: Feature {
    static let page = OrganizationPath("/settings/jobs")
    static let replay = OrganizationPath("/settings/jobs/{}/replay", Int.self)
    static let discard = OrganizationPath("/settings/jobs/{}/discard", Int.self)

    private static let length = 50

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, ManageProjects.self, show),
            Route(.post, Self.replay, ManageProjects.self, replay),
            Route(.get, Self.discard, ManageProjects.self, ask),
            Route(.post, Self.discard, ManageProjects.self, discard),
        ]
    }

    func show(_ scope: Scope<ManageProjects>, _ request: Request) async throws -> Response {
        let before = try request.queryInput()["before"].flatMap(Int.init(pathText:))
        let found = try await services.store.deadJobs(before: before ?? .max, limit: Self.length + 1, scope)
        let shown = found.prefix(Self.length)
        let path = Self.page(in: scope.organizationPublicID)
        let page = OrganizationJobsPage(
            dead: shown.map { row($0, scope) },
            older: found.count > shown.count ? shown.last.map { "\(path)?before=\($0.id)" } : nil,
            newest: before == nil ? nil : path)
        return try await services.page(page, for: request)
    }

    func replay(_ scope: Scope<ManageProjects>, _ request: Request, _ id: Int) async throws -> Response {
        guard try await services.store.replay(deadJob: id, by: scope, at: services.outside.now()) else {
            throw NotVisible()
        }
        services.wakeWorkers()
        return try await back(scope, Flash("flash.job_replayed", ["n": "1"]), request)
    }

    func ask(_ scope: Scope<ManageProjects>, _ request: Request, _ id: Int) async throws -> Response {
        let found = try await services.store.deadJobs(before: id + 1, limit: 1, scope).first
        guard let job = found, job.id == id else { throw NotVisible() }
        let organization = scope.organizationPublicID
        let page = ConfirmPage(
            discarding: job, action: Self.discard(in: organization, id), cancel: Self.page(in: organization))
        return try await services.page(page, for: request)
    }

    func discard(_ scope: Scope<ManageProjects>, _ request: Request, _ id: Int) async throws -> Response {
        guard try await services.store.discard(deadJob: id, by: scope, at: services.outside.now()) else {
            throw NotVisible()
        }
        return try await back(scope, Flash("flash.job_discarded"), request)
    }

    private func back(_ scope: Scope<ManageProjects>, _ flash: Flash, _ request: Request) async throws -> Response {
        try await services.redirect(to: Self.page(in: scope.organizationPublicID), saying: flash, for: request)
    }

    private func row(_ job: DeadJob, _ scope: Scope<ManageProjects>) -> DeadJobRow {
        DeadJobRow(
            job, replay: Self.replay(in: scope.organizationPublicID, job.id),
            discard: Self.discard(in: scope.organizationPublicID, job.id))
    }
}

extension ConfirmPage {
    /// Asks before a dead job is forgotten.
    init(discarding job: DeadJob, action: String, cancel: String) {
        self.init(
            action: action, title: Complaint("jobs.discard_title"), text: Complaint("jobs.discard_text"),
            verb: Complaint("jobs.discard"), cancel: cancel, version: nil,
            facts: [
                Fact(label: Complaint("jobs.kind"), value: job.kind),
                Fact(label: Complaint("jobs.reason"), value: visible(job.reason, limit: 300)),
            ])
    }
}
