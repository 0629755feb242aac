import Jobs
import Models
import Store

/// Scoring behind the pages: all leads when the rules were changed, and each night those that time alone may have moved.
struct ScoreJobs: Sendable {
    let services: Services

    /// By kind of job.
    var handlers: [String: Worker.Handler] { [RescoreJob.kind: rescore] }

    @Sendable private func rescore(_ run: JobRun) async throws {
        guard let organization = run.organization else { throw HopelessJob(reason: "the job has no organization") }
        let scope = OrganizationScope(organization: Organization.ID(rawValue: organization), task: .scoring)
        while let progress = try await services.store.rescoreNext(scope, at: services.outside.now()) {
            try Task.checkCancellation()
            try await services.store.report(progress.done, of: progress.total, run)
        }
    }

    /// Right after midnight of the organization: a day has passed for every lead, and for those whose number of days one
    /// of the rules names, the score may be another. Days that were missed are made up for; one day is looked at twice,
    /// in case the organization has moved to another zone.
    static func age(_ services: Services, _ run: TaskRun) async throws {
        let scope = try run.organizationScope(as: .scoring), store = services.store, now = services.outside.now()
        guard let scoring = try await store.scoring(scope) else { return }
        let zone = try services.zones.zone(try await store.organizationZone(scope))
        let today = zone.localTime(at: now).date
        if scoring.isCounted {
            let last = try await store.scoresCountedOn(scope) ?? today.advanced(days: -2)
            let turns = scoring.rules.turns
            for (aging, days) in [(Store.Aging.arrival, turns.arrival), (.activity, turns.activity)] {
                for day in days where last < today {
                    let time =
                        zone.begin(last.advanced(days: -day))..<zone.begin(today.advanced(days: 1 - day))
                    var place: (at: Instant, id: Lead.ID)?
                    repeat {
                        try Task.checkCancellation()
                        place = try await store.ageNext(aging, in: time, after: place, scope, at: now)
                    } while place != nil
                }
            }
        } else {
            while try await store.rescoreNext(scope, at: now) != nil { try Task.checkCancellation() }
        }
        try await store.noteScores(countedOn: today, scope)
    }
}
