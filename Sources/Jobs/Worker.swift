package import Postgres

/// Runs jobs: claims as many as it has room for, every second and whenever woken, keeps their leases
/// alive, and ends them well or badly. Several workers, in one process or many, share the queue.
package actor Worker {
    package typealias Handler = @Sendable (JobRun) async throws -> Void

    package struct Settings: Sendable {
        /// Unique among all workers of the installation.
        package var name: String
        /// Jobs at the same time.
        package var concurrent = 2
        package var poll = Duration.seconds(1)
        /// A worker that says nothing for this long is taken for dead and its jobs are given to others.
        package var lease = Duration.seconds(60)
        /// Before the second attempt; doubled for each one after it.
        package var backoff = Duration.seconds(5)

        package init(name: String, concurrent: Int = 2) {
            self.name = name
            self.concurrent = concurrent
        }
    }

    /// What a log may want to tell.
    package enum Event: Sendable {
        case finished(JobRun)
        /// Its turn has not come; it waits outside.
        case postponed(JobRun)
        case failed(JobRun, any Error, isDead: Bool)
        /// Another worker has the job; whatever this run does now is in vain.
        case lost(JobRun)
        /// The queue itself cannot be reached.
        case unreachable(any Error)
    }

    private let database: Database
    private let settings: Settings
    private let handlers: [String: Handler]
    private let tell: @Sendable (Event) -> Void
    private let bell = Bell()
    private var running: [Int64: (run: JobRun, task: Task<Void, Never>)] = [:]
    private var isStopping = false

    package init(
        _ database: Database, _ settings: Settings, handlers: [String: Handler],
        tell: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.database = database
        self.settings = settings
        self.handlers = handlers
        self.tell = tell
    }

    /// Works until the task is cancelled or `stop` is called. Cancelling stops without grace.
    package func run() async {
        let poll = ticker(settings.poll) { $0.bell.ring() }
        let heartbeat = ticker(settings.lease / 3) { await $0.extendLeases() }
        let pruning = ticker(.seconds(3600)) { try? await $0.database.pruneDeadJobs() }
        defer { for ticker in [poll, heartbeat, pruning] { ticker.cancel() } }
        await withTaskCancellationHandler {
            while !isStopping, !Task.isCancelled {
                await claim()
                await bell.wait()
            }
        } onCancel: {
            bell.ring()
        }
        if Task.isCancelled { await stop(grace: .zero) }
    }

    /// Looks for work at once; for the process that has just enqueued some.
    package nonisolated func wake() {
        bell.ring()
    }

    /// Takes no more jobs, lets the running ones finish for as long as `grace`, and gives the rest back.
    package func stop(grace: Duration) async {
        isStopping = true
        bell.ring()
        let clock = ContinuousClock()
        let end = clock.now + grace
        while !running.isEmpty, clock.now < end { try? await clock.sleep(for: .milliseconds(20)) }
        let rest = running.values.map(\.run)
        guard !rest.isEmpty else { return }
        for entry in running.values { entry.task.cancel() }
        running = [:]
        let (database, name) = (database, settings.name)
        // Also when our own task is cancelled, in which nothing may be sent.
        _ = try? await Task { try await database.release(rest, of: name) }.value
    }

    private func claim() async {
        let room = settings.concurrent - running.count
        guard room > 0 else { return }
        do {
            // One place is kept for others, so that one organization's long jobs do not stop everybody's.
            let runs = try await database.claimJobs(
                for: settings.name, batch: room, share: max(1, settings.concurrent - 1), lease: settings.lease,
                backoff: settings.backoff)
            for run in runs { begin(run) }
        } catch {
            tell(.unreachable(error))
        }
    }

    private func begin(_ run: JobRun) {
        running[run.id] = (run, Task { await self.perform(run) })
    }

    private func perform(_ run: JobRun) async {
        let result: Result<Void, any Error>
        do {
            guard let handler = handlers[run.kind] else {
                throw HopelessJob(reason: "nobody knows the kind \(run.kind)")
            }
            try await handler(run)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // Given back or lost: it is not ours to end.
        guard running[run.id]?.run == run else { return }
        await end(run, result)
        if running[run.id]?.run == run { running[run.id] = nil }
        bell.ring()
    }

    /// An end that cannot be written is tried again while the lease lasts; after that the job runs anew.
    private func end(_ run: JobRun, _ result: Result<Void, any Error>) async {
        for _ in 0..<10 {
            do {
                switch result {
                case .success:
                    // False as well when the handler completed the run in its own transaction.
                    try await database.finish(run)
                    tell(.finished(run))
                case .failure(let postponed as PostponedJob):
                    let isOurs = try await database.postpone(run, postponed)
                    tell(isOurs ? .postponed(run) : .lost(run))
                case .failure(let error):
                    let hopeless = error as? HopelessJob
                    let isDead = try await database.fail(
                        run, reason: hopeless?.reason ?? "\(error)", isHopeless: hopeless != nil,
                        backoff: settings.backoff)
                    tell(isDead.map { .failed(run, error, isDead: $0) } ?? .lost(run))
                }
                return
            } catch {
                tell(.unreachable(error))
                try? await Task.sleep(for: settings.poll)
            }
        }
    }

    private func extendLeases() async {
        let held = running.values.map(\.run)
        guard !held.isEmpty else { return }
        do {
            let ours = try await database.extend(held, of: settings.name, lease: settings.lease)
            for run in held where !ours.contains(run.id) {
                // It may have ended between the two lines above.
                guard let entry = running[run.id], entry.run == run, !entry.task.isCancelled else { continue }
                guard try await database.extend([run], of: settings.name, lease: settings.lease).isEmpty else {
                    continue
                }
                entry.task.cancel()
                tell(.lost(run))
            }
        } catch {
            tell(.unreachable(error))
        }
    }

    private nonisolated func ticker(
        _ interval: Duration, _ action: @escaping @Sendable (Worker) async -> Void
    ) -> Task<Void, any Error> {
        Task { [weak self] in
            while true {
                try await Task.sleep(for: interval)
                guard let self else { return }
                await action(self)
            }
        }
    }
}
