import Forms
import Jobs
import Models
import Store
import Web

/// Calls that scores ask for, with a deadline in the organization's working hours; and managers who are asked where
/// nobody has reacted.
struct LeadCallJobs: Sendable {
    let services: Services

    /// By kind of job.
    var handlers: [String: Worker.Handler] { [LeadCallJob.call: call, LeadCallJob.escalate: escalate] }

    /// Working hours that a manager has.
    private static let managerHours = 8

    @Sendable private func call(_ run: JobRun) async throws {
        let (scope, store) = (try Self.scope(of: run), services.store)
        while case let leads = try await store.leadsToCall(scope), !leads.isEmpty {
            let now = services.outside.now()
            guard let office = try await store.leadOffice(scope, at: now) else { return }
            for lead in leads {
                try Task.checkCancellation()
                let moments = office.calls.moments(from: lead.roseAt, in: try calendar(of: office, from: lead.roseAt))
                let id: ActivityRecord.ID = services.outside.newID()
                let form = ActivityForm(
                    type: .call, title: say("lead_call.title", lead, office), dueAt: moments.due)
                let telling = try telling(
                    .leadReached(id, company: lead.company, score: lead.score), .leadReached, lead, id, office,
                    to: try await store.readers(of: lead, scope))
                try await store.planCall(
                    of: lead, form, as: id, escalatesAt: moments.escalation, telling: telling, scope, at: now)
            }
            services.wakeWorkers()
        }
    }

    /// What is to be asked by now, and then when the next is.
    @Sendable private func escalate(_ run: JobRun) async throws {
        let (scope, store) = (try Self.scope(of: run), services.store)
        while case let now = services.outside.now(), case let leads = try await store.leadsToEscalate(scope, at: now),
            !leads.isEmpty
        {
            guard let office = try await store.leadOffice(scope, at: now) else { return }
            for lead in leads {
                try Task.checkCancellation()
                let manager = try await store.manager(asked: lead, scope)
                let due = try calendar(of: office, from: now).instant(after: Self.managerHours * 3_600, from: now)
                let id: ActivityRecord.ID = services.outside.newID()
                let form = ActivityForm(type: .task, title: say("lead_call.question", lead, office), dueAt: due)
                let telling = try telling(
                    .leadUnanswered(id, company: lead.company), .leadUnanswered, lead, id, office,
                    to: manager.map { [$0] } ?? [])
                try await store.escalate(
                    lead, form, as: id, to: manager?.person, telling: telling, scope, at: now)
            }
            services.wakeWorkers()
        }
        try await store.planEscalation(scope)
    }

    private static func scope(of run: JobRun) throws -> OrganizationScope {
        guard let organization = run.organization else { throw HopelessJob(reason: "the job has no organization") }
        return OrganizationScope(organization: Organization.ID(rawValue: organization), task: .scoring)
    }

    private func calendar(of office: LeadOffice, from moment: Instant) throws -> WorkCalendar {
        WorkCalendar(
            office.hours ?? .roundTheClock, in: try services.zones.zone(office.zone), covering: moment, moment)
    }

    /// In the organization's language: everybody reads the same activity.
    private func say(_ key: String, _ lead: LeadToCall, _ office: LeadOffice) -> String {
        let words = Complaint(key, ["score": "\(lead.score)", "company": lead.company])
        return String(services.say(words, in: Language(rawValue: office.language) ?? .standard).prefix(200))
    }

    private func telling(
        _ notice: Notice, _ kind: Letter.Kind, _ lead: LeadToCall, _ id: ActivityRecord.ID, _ office: LeadOffice,
        to readers: [LeadReader]
    ) throws -> LeadTelling {
        let page = ActivityForms.activity(in: office.publicID, id)
        let letters = try readers.map { reader in
            try services.letter(
                kind, to: reader.email, in: reader.language.flatMap(Language.init(rawValue:)) ?? .standard,
                [
                    "name": reader.name, "company": lead.company, "organization": office.name, "score": "\(lead.score)",
                ], page: page)
        }
        return LeadTelling(people: readers.map(\.person), notice: notice, letters: letters)
    }
}
