package import Jobs
import Models
import Store

/// Counting orders again behind the pages: after a change of the rules all of them, after a future
/// event one.
package struct OrderJobs: Sendable {
    private let services: Services

    /// Orders a transaction; it stays well under half a second.
    private static let batch = 100

    package init(services: Services) {
        self.services = services
    }

    package var handlers: [String: Worker.Handler] {
        [OrderJob.recompute: recompute, OrderJob.derive: derive, ChosenRecompute.kind: recomputeChosen]
    }

    /// Until no order is left that older rules derived. A change of the rules meanwhile is met by the same
    /// loop: each transaction reads the number anew.
    @Sendable private func recompute(_ run: JobRun) async throws {
        let scope = try run.payload(as: OrderJob.self).scope(of: run)
        let total = try await services.store.outdatedOrders(scope)
        var done = 0
        while true {
            try Task.checkCancellation()
            let now = services.outside.now()
            let book = services.ruleBook
            let count = try await services.store.recomputeNext(Self.batch, scope, at: now) { number, load in
                try book.rules(scope.project, number, at: now, load)
            }
            if count == 0 { break }
            done += count
            try await services.store.report(min(done, total), of: total, run)
        }
    }

    /// The chosen orders one after another, by number; one that is met twice after a crash comes out the same.
    @Sendable private func recomputeChosen(_ run: JobRun) async throws {
        let job = try run.payload(as: ChosenRecompute.self)
        let scope = try job.scope(of: run)
        let zone = try services.zones.zone(try await services.store.storedRules(scope).zone)
        let choice = OrderChoice(
            try BulkSelection(query: job.query, ids: job.numbers?.map { "\($0)" }), in: zone,
            at: Instant(microseconds: job.moment))
        let total = try await services.store.count(of: choice, upTo: 1_000_000, scope)
        var done = 0
        var last: Int?
        while true {
            try Task.checkCancellation()
            let numbers = try await services.store.orders(of: choice, after: last, atMost: Self.batch, scope)
                .map(\.number)
            guard let next = numbers.last else { break }
            let now = services.outside.now()
            let book = services.ruleBook
            try await services.store.recompute(numbers, scope, at: now) { number, load in
                try book.rules(scope.project, number, at: now, load)
            }
            last = next
            done += numbers.count
            try await services.store.report(min(done, total), of: total, run)
        }
    }

    @Sendable private func derive(_ run: JobRun) async throws {
        let job = try run.payload(as: OrderJob.self)
        let scope = try job.scope(of: run)
        guard let order = job.order else { throw HopelessJob(reason: "the job names no order") }
        let now = services.outside.now()
        let book = services.ruleBook
        try await services.store.rederive(order, scope, at: now) { number, load in
            try book.rules(scope.project, number, at: now, load)
        }
    }
}
