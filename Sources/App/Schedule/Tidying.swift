import Models
import Store

/// What is thrown away when its time is over.
enum Tidying {
    /// Rows of one transaction; it stays well under half a second.
    private static let batch = 2_000

    /// Takes the bytes off the project's deliveries after `TAKT_RAW_DAYS`; rows and verdicts stay.
    static func purgePayloads(_ services: Services, _ run: TaskRun) async throws {
        let scope = try run.projectScope(as: .retention)
        while true {
            try Task.checkCancellation()
            let now = services.outside.now()
            let purged = try await services.store.purgePayloads(
                receivedBefore: now.advanced(seconds: -services.rawDays * 86_400), limit: batch, scope, at: now)
            if purged < batch { return }
        }
    }

    /// Sessions, setup links and buckets of rate limits that can do nothing any more, links of mails, and mails of
    /// long ago.
    static func purgeExpired(_ services: Services, _ run: TaskRun) async throws {
        while try await services.store.purgeAccountLinks(limit: batch) >= batch { try Task.checkCancellation() }
        while try await services.store.forgetMails(limit: batch) >= batch { try Task.checkCancellation() }
        while try await services.store.purgeExpired(limit: batch) >= batch { try Task.checkCancellation() }
    }

    /// Runs after thirty days, dead jobs after ninety, and what was scheduled for places that are gone. Jobs
    /// that ended well leave nothing to tidy.
    static func tidyQueue(_ services: Services, _ run: TaskRun) async throws {
        _ = try await services.store.tidySchedule()
        try await services.store.pruneDeadJobs()
    }

    /// What open pages were told more than an hour ago.
    static func purgeFeed(_ services: Services, _ run: TaskRun) async throws {
        while try await services.store.purgeFeed(limit: batch) { try Task.checkCancellation() }
    }

    /// Notices ninety days after they were read or expired, deleted ones after thirty.
    static func purgeNotices(_ services: Services, _ run: TaskRun) async throws {
        while try await services.store.purgeNotices(limit: batch) >= batch { try Task.checkCancellation() }
    }
}
