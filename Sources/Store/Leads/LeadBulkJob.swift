package import FoundationEssentials
import Jobs
package import Models
import Postgres

/// An act on many leads, behind the pages: the filter as the list's address carries it, its dates as microseconds
/// since 1970.
package struct LeadActJob: Codable, Sendable {
    package static let kind = "act_on_leads"

    /// The audit entry of whoever asked for it.
    package let entry: Int
    package let person: UUID
    let act: String
    let assignee: UUID?
    let stage: Int?
    let segment: String?
    package let query: String
    /// nil: all that match.
    package let ids: [UUID]?
    package let from, to: Int64?
    package let moment: Int64
    package let total: Int

    /// nil for what another version of the program knew.
    package var leadAct: LeadAct? {
        switch act {
        case "assign": .assign(assignee.map { Person.ID(rawValue: $0) })
        case "move": stage.map { .move($0) }
        case "segment": .segment(segment)
        case "delete": .delete
        default: nil
        }
    }
}

extension Store {
    /// The same act as a job, for any number. `query`: the choice's filter as its list's address carries it. Throws
    /// `NoSuchStage`, `NoSuchAssignee`, `AccessDenied`. Answers the entry by which it can be taken back, also while it runs.
    package func enqueue(
        _ act: LeadAct, on choice: LeadChoice, query: String, count: Int, by scope: Scope<WorkLeads>, at now: Instant
    ) async throws -> Int {
        try await transaction(scope) { db in
            let name = try db.name(of: act, scope)
            let entry = try db.record(
                act.event, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                after: act.text(name, count: count, query: choice.ids == nil ? query : nil))
            let payload = LeadActJob(
                entry: entry, person: scope.person.rawValue, act: act.kind, assignee: act.assignee?.rawValue,
                stage: act.stage, segment: act.segment, query: query, ids: choice.ids?.map(\.rawValue),
                from: choice.from?.microseconds, to: choice.to?.microseconds, moment: choice.moment.microseconds,
                total: count)
            try db.enqueue(
                Job(LeadActJob.kind, organization: scope.organization.rawValue, payload: payload, key: "\(entry)"))
            return entry
        }
    }

    /// Those of the leads that still match the choice, in one short transaction; at most `LeadAct.batch`. False when the
    /// act was taken back meanwhile. Throws what asking for it would throw by now.
    package func act(
        _ act: LeadAct, on ids: [Lead.ID], of choice: LeadChoice, entry: Int, by scope: Scope<WorkLeads>,
        at now: Instant
    ) async throws -> Bool {
        try await transaction(scope) { db in
            // Held against whoever takes it back, or these leads could be missed.
            try db.execute("SELECT pg_advisory_xact_lock_shared(\(LeadAct.locks), \(entry % Int(Int32.max))::integer)")
            do { try db.refuseUndone(entry, scope) } catch is UndoneAlready { return false }
            _ = try db.name(of: act, scope)
            let locked = try db.lock(choice, among: ids, atMost: LeadAct.batch, scope)
            try db.change(try db.differing(locked, from: act, scope), act, entry: entry, scope, at: now)
            return true
        }
    }

    /// How far the acts on many leads are that run at present; nil when none does.
    package func leadActProgress(_ scope: Scope<ViewLeads>) async throws -> RecomputeProgress? {
        try await reading(scope) { db in try db.first(Self.leadActProgress(scope)) }
    }

    static func leadActProgress(_ scope: Scope<ViewLeads>) -> SQL {
        """
        SELECT sum(coalesce(progress_done, 0))::bigint AS done,
               sum(greatest(coalesce(progress_total, (payload->>'total')::bigint), progress_done, 1))::bigint AS total
        FROM jobs
        WHERE organization_id = \(scope.organization) AND key IS NOT NULL AND kind IN (\(LeadActJob.kind), \(LeadUndoJob.kind))
        HAVING count(*) > 0
        """
    }

    /// The scope of somebody who asked for something earlier; nil when they may not any more.
    package func worker(_ person: Person.ID, of organization: Organization.ID) async throws -> Scope<WorkLeads>? {
        let scope = OrganizationScope(organization: organization, task: .bulk)
        let member: StoredAsker? = try await reading(scope) { db in
            try db.first(
                """
                SELECT m.role, o.public_id FROM memberships m JOIN organizations o ON o.id = m.organization_id
                WHERE m.organization_id = \(organization) AND m.person_id = \(person) AND m.is_active
                """)
        }
        guard let member else { return nil }
        return try? Scope<WorkLeads>(
            Member(
                organization: organization, organizationPublicID: member.publicID, person: person, role: member.role))
    }
}

extension LeadAct {
    /// Of the advisory locks that hold acts against their undoing.
    static let locks = 20_038

    fileprivate var kind: String {
        switch self {
        case .assign: "assign"
        case .move: "move"
        case .segment: "segment"
        case .delete: "delete"
        }
    }

    fileprivate var assignee: Person.ID? { if case .assign(let person) = self { person } else { nil } }
    fileprivate var stage: Int? { if case .move(let stage) = self { stage } else { nil } }
    fileprivate var segment: String? { if case .segment(let segment) = self { segment } else { nil } }
}

private struct StoredAsker: RowDecodable {
    let role: Role
    let publicID: PublicID

    init(_ row: Row) throws(RowError) {
        role = try row["role"]
        publicID = try row["public_id"]
    }
}
