import Forms
import HTTP
import Models
import Store
import Web

/// Those who run the installation look after the schedule, the queue and what died.
struct OperatorJobs: Feature {
    static let page = Path("/operator/jobs")
    static let run = Path("/operator/jobs/schedule/{}/run", TokenText.self)
    static let replayAll = Path("/operator/jobs/dead/replay")
    static let replay = Path("/operator/jobs/dead/{}/replay", Int.self)
    static let discard = Path("/operator/jobs/dead/{}/discard", Int.self)

    private static let length = 50
    /// As many are put back into the queue with one click.
    private static let mostReplayed = 5_000

    let services: Services

    var routes: [Route] {
        [
            Route(.get, operator: Self.page, show),
            Route(.post, operator: Self.run, runNow),
            Route(.post, operator: Self.replayAll, replayAll),
            Route(.post, operator: Self.replay, replayOne),
            Route(.get, operator: Self.discard, ask),
            Route(.post, operator: Self.discard, discardOne),
        ]
    }

    func show(_ scope: OperatorScope, _ request: Request) async throws -> Response {
        let query = try request.queryInput()
        let kind = query["kind"].flatMap { $0.isEmpty ? nil : $0 }
        let page = try await filled(scope, kind, before: query["before"].flatMap(Int.init(pathText:)))
        return try await services.page(page, for: request)
    }

    func runNow(_ scope: OperatorScope, _ request: Request, _ task: TokenText) async throws -> Response {
        guard Schedule.tasks.contains(where: { $0.name == task.pathText }) else { throw NotVisible() }
        let places = try await services.store.hasten(task.pathText, by: scope.person, at: services.outside.now())
        services.log.event("task_hastened", ["task": .string(task.pathText), "by": .string(scope.person.text)])
        let flash =
            places == 0 ? Flash("jobs.not_counted", isProblem: true) : Flash("flash.task_due", ["n": "\(places)"])
        return try await services.redirect(to: Self.page(), saying: flash, for: request)
    }

    func replayAll(_ scope: OperatorScope, _ request: Request) async throws -> Response {
        guard let kind = try request.input()["kind"], !kind.isEmpty else { throw NotVisible() }
        let jobs = try await services.store.deadJobs(kind, limit: Self.mostReplayed, by: scope.person)
        return try await replay(jobs, scope, request)
    }

    func replayOne(_ scope: OperatorScope, _ request: Request, _ id: Int) async throws -> Response {
        try await replay([try await job(id, scope)], scope, request)
    }

    func ask(_ scope: OperatorScope, _ request: Request, _ id: Int) async throws -> Response {
        let page = ConfirmPage(
            discarding: try await job(id, scope), action: Self.discard(id), cancel: Self.page())
        return try await services.page(page, for: request)
    }

    func discardOne(_ scope: OperatorScope, _ request: Request, _ id: Int) async throws -> Response {
        let job = try await job(id, scope)
        _ = try await services.store.discard([job], by: scope.person, at: services.outside.now())
        services.log.event("job_discarded", ["kind": .string(job.kind), "by": .string(scope.person.text)])
        return try await services.redirect(to: Self.page(), saying: Flash("flash.job_discarded"), for: request)
    }

    private func job(_ id: Int, _ scope: OperatorScope) async throws -> DeadJob {
        guard let job = try await services.store.deadJob(id, by: scope.person) else { throw NotVisible() }
        return job
    }

    private func replay(_ jobs: [DeadJob], _ scope: OperatorScope, _ request: Request) async throws -> Response {
        let count = try await services.store.replay(jobs, by: scope.person, at: services.outside.now())
        services.wakeWorkers()
        services.log.event("jobs_replayed", ["count": .number("\(count)"), "by": .string(scope.person.text)])
        return try await services.redirect(
            to: Self.page(), saying: Flash("flash.job_replayed", ["n": "\(count)"]), for: request)
    }

    private func filled(_ scope: OperatorScope, _ kind: String?, before: Int?) async throws -> OperatorJobsPage {
        let store = services.store, person = scope.person
        let overview = try await store.scheduleOverview(
            Schedule.tasks.map(\.name), by: person, at: services.outside.now())
        let kinds = try await store.queuedKinds(by: person)
        let running = try await store.runningJobs(limit: 50, by: person)
        let dead = try await store.deadJobs(kind, before: before ?? .max, limit: Self.length + 1, by: person)
        let shown = dead.prefix(Self.length)
        let filter = kind.map { "kind=\(PercentEncoding.encode($0))" }
        func address(_ more: String?) -> String {
            let query = [filter, more].compactMap(\.self).joined(separator: "&")
            return query.isEmpty ? Self.page() : Self.page() + "?" + query
        }
        return OperatorJobsPage(
            tasks: Schedule.tasks.map { task in
                .init(task, overview.first { $0.task == task.name }, run: Self.runPath(of: task))
            },
            kinds: kinds.map(OperatorJobsPage.Kind.init),
            isCut: kinds.reduce(0) { $0 + $1.running + $1.ready + $1.later } >= 100_000,
            running: running.map(OperatorJobsPage.Running.init),
            deadKinds: try await store.deadKinds(by: person).map {
                .init(name: JobName($0.kind), count: $0.count, isCurrent: $0.kind == kind)
            },
            kind: kind ?? "", path: Self.page(), replayAll: Self.replayAll(),
            dead: shown.map { DeadJobRow($0, replay: Self.replay($0.id), discard: Self.discard($0.id)) },
            older: dead.count > shown.count ? shown.last.map { address("before=\($0.id)") } : nil,
            newest: before == nil ? nil : address(nil))
    }

    private static func runPath(of task: ScheduledTask) -> String {
        TokenText(pathText: task.name).map { run($0) } ?? page()
    }
}
