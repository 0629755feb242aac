package import Jobs
import Models
import Store

/// Acts on many leads behind the pages, and taking them back.
package struct LeadJobs: Sendable {
    private let services: Services

    package init(services: Services) {
        self.services = services
    }

    package var handlers: [String: Worker.Handler] {
        [LeadActJob.kind: act, LeadUndoJob.kind: undo]
    }

    /// The chosen leads one after another, by their ids; one that is met twice after a crash comes out the same.
    @Sendable private func act(_ run: JobRun) async throws {
        let job = try run.payload(as: LeadActJob.self)
        guard let organization = run.organization, let act = job.leadAct else {
            throw HopelessJob(reason: "the job names no act on leads of an organization")
        }
        let scope = try await services.store.worker(
            Person.ID(rawValue: job.person), of: Organization.ID(rawValue: organization))
        guard let scope else { throw HopelessJob(reason: "whoever asked for it may not change these leads any more") }
        let selection = try BulkSelection(query: job.query, ids: nil)
        let choice = LeadChoice(
            filter: LeadFilter(selection.filter), from: job.from.map { Instant(microseconds: $0) },
            to: job.to.map { Instant(microseconds: $0) }, ids: job.ids?.map { Lead.ID(rawValue: $0) },
            moment: Instant(microseconds: job.moment))
        var done = 0
        var last: Lead.ID?
        do {
            repeat {
                var ids = try await services.store.leads(of: choice, after: last, atMost: Self.read, scope)[...]
                last = ids.last
                while !ids.isEmpty {
                    try Task.checkCancellation()
                    let next = ids.prefix(Self.lanes * LeadAct.batch)
                    ids = ids.dropFirst(next.count)
                    let isWanted = try await withThrowingTaskGroup(of: Bool.self) { group in
                        for lane in stride(from: next.startIndex, to: next.endIndex, by: LeadAct.batch) {
                            let batch = Array(next[lane...].prefix(LeadAct.batch))
                            group.addTask {
                                try await services.store.act(
                                    act, on: batch, of: choice, entry: job.entry, by: scope, at: services.outside.now())
                            }
                        }
                        return try await group.reduce(true) { $0 && $1 }
                    }
                    guard isWanted else { return }
                    done += next.count
                    try await services.store.report(min(done, job.total), of: job.total, run)
                }
            } while last != nil
        } catch is AccessDenied {
            throw HopelessJob(reason: "whoever asked for it may not do that any more")
        } catch is NoSuchAssignee {
            throw HopelessJob(reason: "the leads cannot be given to that person any more")
        } catch is NoSuchStage {
            throw HopelessJob(reason: "the stage is not there any more")
        }
    }

    /// Leads whose ids are looked up at a time.
    private static let read = 20_000
    /// Transactions at a time: each lead is written to twenty indexes, which keeps one core of the database busy.
    private static let lanes = 2

    @Sendable private func undo(_ run: JobRun) async throws {
        let job = try run.payload(as: LeadUndoJob.self)
        guard let organization = run.organization else { throw HopelessJob(reason: "the job has no organization") }
        let scope = OrganizationScope(organization: Organization.ID(rawValue: organization), task: .bulk)
        var done = 0
        while true {
            try Task.checkCancellation()
            let count = try await services.store.undoNextLeads(of: job.entry, scope, at: services.outside.now())
            if count == 0 { break }
            done += count
            try await services.store.report(min(done, job.total), of: job.total, run)
        }
    }
}
