import App
import Crypto
import Foundation
import HTTP
import Jobs
import Models
import Postgres
import Server
import Store

/// The parts of a running installation, put together once.
struct Installation {
    let boot: Boot
    let services: Services
    let site: Site
    let worker: Worker
    let scheduler: Scheduler
    let metrics: Metrics
    let startedAt = ProcessFacts.startedAt
    let gate: AddressGate
    let log: Log

    init(_ boot: Boot) throws {
        let outside = Outside.live(boot.settings)
        let log = StandardLog.make(outside.now)
        let resources = try SiteResources(
            folder: URL(filePath: boot.settings.resources, directoryHint: .isDirectory),
            reloads: boot.settings.reloadsResources, compress: { Gzip.compress($0, level: 9) })
        var services = Services(
            store: Store(boot.database), templates: resources.templates, texts: resources.texts, files: resources.files,
            zones: ZoneFiles.shared, ring: boot.keys,
            passwords: PasswordHasher(ring: boot.keys, threads: ProcessInfo.processInfo.activeProcessorCount),
            passwordRules: resources.passwordRules, origin: boot.settings.publicOrigin, rates: boot.settings.rates,
            room: MailRoom(
                catalogue: resources.catalogue, way: boot.settings.mail.way(boot.settings.publicOrigin),
                from: boot.settings.mail.from),
            isSignUpOpen: boot.settings.mail.isSignUpOpen, outside: outside, log: log)
        services.rawDays = boot.settings.rawDays
        services.fileBytes = boot.settings.fileBytes
        services.live = LiveStreams(services.store, outside, limits: boot.settings.requests.streams)
        let metrics = services.metrics
        let worker = Worker(
            boot.database,
            Worker.Settings(
                name: "\(ProcessInfo.processInfo.hostName)-\(getpid())-\(Hex.encode(RandomBytes.make(4)))",
                concurrent: boot.settings.workers),
            handlers: SiteJobs.handlers(services)
        ) { event in
            metrics.count(event, log)
        }
        services.wakeWorkers = { worker.wake() }
        self.boot = boot
        self.services = services
        self.worker = worker
        scheduler = Scheduler(services)
        self.metrics = metrics
        gate = AddressGate(boot.settings.rates.address)
        self.log = log
        site = Site(services)
    }

    /// Runs jobs, and queues what comes due, until cancelled.
    func work() async {
        async let schedule: Void = scheduler.run()
        await worker.run()
        await schedule
    }

    /// A one-time address that lets an operator in; nobody but its reader sees it.
    func setupLink() async throws -> String {
        let token = Token.make()
        try await services.store.addSetupLink(tokenHash: token.hash)
        return "\(boot.settings.publicOrigin)/setup/\(token.text)"
    }
}

extension Metrics {
    func count(_ event: Worker.Event, _ log: Log) {
        switch event {
        case .finished: countJob(.finished)
        case .postponed: countJob(.postponed)
        case .failed(let run, let error, let isDead):
            countJob(isDead ? .dead : .failed)
            log.event(
                isDead ? "job_dead" : "job_failed",
                ["kind": .string(run.kind), "job": .string("\(run.id)"), "reason": .string("\(type(of: error))")])
        case .lost(let run):
            countJob(.lost)
            log.event("job_lost", ["kind": .string(run.kind), "job": .string("\(run.id)")])
        case .unreachable: log.event("queue_unreachable", [:])
        }
    }
}
