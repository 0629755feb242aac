import Crypto
package import Jobs
import Models
import Store

/// Asking the CRM for the items of orders behind the pages, one call each, as fast as the API key's line moves.
package struct ContentJobs: Sendable {
    private let services: Services

    /// Orders that were closed longer ago are asked for only from their page.
    static let closedDays = 30

    package init(services: Services) {
        self.services = services
    }

    /// By kind of job.
    package var handlers: [String: Worker.Handler] {
        [ContentJob.fetch: fetch, ContentJob.queue: queue]
    }

    /// While its turn has not come the job waits in the queue, where it holds nothing. A call that the CRM
    /// limits is no failed attempt: everybody with this key is silent for as long as it asked.
    @Sendable private func fetch(_ run: JobRun) async throws {
        let job = try run.payload(as: ContentJob.self)
        let scope = try job.scope(of: run)
        guard let order = job.order else { throw HopelessJob(reason: "the job names no order") }
        do {
            let crm = try await services.crm(of: scope, calling: job.hasTurn ? .turn : .new)
            try await keep(try await crm.client.order(Int64(order)), of: order, ending: run, scope)
        } catch let verdict as KeyCRMVerdict {
            switch verdict.kind {
            case .queued:
                throw PostponedJob(seconds: Double(verdict.retryAfter ?? 1), payload: try job.withTurn.text())
            case .rateLimited:
                try await fail(verdict.word, isFinal: false, order, scope)
                throw PostponedJob(seconds: Double(verdict.retryAfter ?? KeyCRMVerdict.usualWait))
            case .unauthorized, .notFound:
                try await fail(verdict.word, isFinal: true, order, scope)
                throw HopelessJob(reason: verdict.word)
            case .working, .serverError, .unexpected, .malformed, .unreachable:
                try await fail(verdict.word, isFinal: run.attempt >= run.maxAttempts, order, scope)
                throw verdict
            }
        } catch is NoKey {
            try await fail(Self.noKey, isFinal: true, order, scope)
            throw HopelessJob(reason: Self.noKey)
        } catch is SecretUnreadable {
            try await fail(Self.keyUnreadable, isFinal: true, order, scope)
            throw HopelessJob(reason: Self.keyUnreadable)
        }
    }

    /// Kept as the reason beside the words of verdicts.
    static let noKey = "no_key"
    static let keyUnreadable = "key_unreadable"

    private func keep(_ answer: KeyCRMOrder, of order: Int, ending run: JobRun, _ scope: SystemScope) async throws {
        let now = services.outside.now()
        let book = services.ruleBook
        try await services.store.keepContent(answer.content, of: order, ending: run, scope, at: now) { number, load in
            try book.rules(scope.project, number, at: now, load)
        }
    }

    private func fail(_ word: String, isFinal: Bool, _ order: Int, _ scope: SystemScope) async throws {
        try await services.store.keepContentFailure(
            word, isFinal: isFinal, of: order, scope, at: services.outside.now())
    }

    /// In short transactions, the orders that changed last first.
    @Sendable private func queue(_ run: JobRun) async throws {
        let scope = try run.payload(as: ContentJob.self).scope(of: run)
        let now = services.outside.now()
        let since = now.advanced(seconds: -Self.closedDays * 86_400)
        var position: Store.QueuePosition? = .start
        while let after = position {
            try Task.checkCancellation()
            position = try await services.store.queueItems(after: after, closedSince: since, scope, at: now)
        }
        services.wakeWorkers()
    }
}
