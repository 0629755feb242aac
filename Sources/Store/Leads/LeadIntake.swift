package import Models
import Postgres

/// What came in from outside, before it is kept.
package struct RawLead: Sendable {
    package let origin: LeadDelivery.Origin
    /// At most 64 kB.
    package let body: [UInt8]
    /// Bytes as sent; more than `body` when it was too large.
    package let length: Int
    /// Its media type.
    package let type: String
    package let network: String
    /// By which a repeat is known; nil: none is.
    package let key: RepeatKey?
    package let receivedAt: Instant

    package init(
        origin: LeadDelivery.Origin, body: [UInt8], length: Int, type: String, network: String, key: RepeatKey?,
        receivedAt: Instant
    ) {
        self.origin = origin
        self.body = body
        self.length = length
        self.type = type
        self.network = network
        self.key = key
        self.receivedAt = receivedAt
    }
}

package struct RepeatKey: Sendable {
    package let text: String
    /// Only for a day: the same words may be meant again later.
    package let isForADay: Bool

    package init(_ text: String, isForADay: Bool) {
        self.text = text
        self.isForADay = isForADay
    }
}

package enum LeadIntakeOutcome: Sendable, Equatable {
    case created(Lead.ID)
    /// Another lead has the e-mail.
    case known(Lead.ID)
    /// It came before, and this is what became of it then.
    case repeated(LeadDelivery.Verdict, Lead.ID?)
}

/// The ids of what an intake makes.
package struct NewLeadIDs: Sendable {
    let lead: Lead.ID
    let contact: LeadContact.ID
    let activity: ActivityRecord.ID

    package init(lead: Lead.ID, contact: LeadContact.ID, activity: ActivityRecord.ID) {
        self.lead = lead
        self.contact = contact
        self.activity = activity
    }
}

/// How many stages an intake may bring an organization to; beyond it new names mean the first stage.
private let mostStages = 30
/// Seconds after which the meeting is due where nobody said when: a lead is answered within a day.
private let meetWithin = 86_400

extension Store {
    /// Takes one lead: the delivery, the lead with its contact, and a meeting to be held, all in one transaction. The
    /// stage is found by its name, or made in front of the first that ends a sale. A repeat, also one that comes while
    /// the first is being taken, changes nothing but its count.
    package func takeLead(
        _ lead: IncomingLead, _ raw: RawLead, as ids: NewLeadIDs, meeting title: String, _ scope: OrganizationScope
    ) async throws -> LeadIntakeOutcome {
        try await retakingLead(scope) { db in
            switch try db.keep(raw, .created, scope) {
            case .new(let delivery):
                return try db.take(lead, raw.origin, ids, title, for: delivery, scope, at: raw.receivedAt)
            case .repeated(let first): return .repeated(first.verdict, first.lead)
            }
        }
    }

    /// Takes the lead of a delivery that became none so far; one that has become a lead meanwhile is answered as that.
    /// Throws `NotVisible`.
    package func retakeLead(
        _ lead: IncomingLead, from delivery: Int, as ids: NewLeadIDs, meeting title: String, _ scope: OrganizationScope,
        at now: Instant
    ) async throws -> LeadIntakeOutcome {
        try await retakingLead(scope) { db in
            let kept: KeptOrigin? = try db.first(
                """
                SELECT origin, verdict, lead_id FROM lead_deliveries
                WHERE organization_id = \(scope.organization) AND id = \(delivery)
                FOR UPDATE
                """)
            guard let kept else { throw NotVisible() }
            if kept.first.verdict == .created { return .repeated(.created, kept.first.lead) }
            return try db.take(lead, kept.origin, ids, title, for: delivery, scope, at: now)
        }
    }

    /// What two did at once fails for the second, which then finds what the first one made.
    private func retakingLead(
        _ scope: OrganizationScope, _ take: @escaping @Sendable (isolated Connection) throws -> LeadIntakeOutcome
    ) async throws -> LeadIntakeOutcome {
        for _ in 1...3 {
            do { return try await transaction(scope, take) } catch let error as PostgresError
                where ["leads_email_taken", "lead_stages_name_taken"].contains(error.constraint)
            { continue }
        }
        return try await transaction(scope, take)
    }

    /// Keeps what became no lead, with the reason; a repeat is counted.
    package func keepLeadDelivery(
        _ raw: RawLead, _ verdict: LeadDelivery.Verdict, reason: String, _ scope: OrganizationScope
    ) async throws {
        try await transaction(scope) { db in _ = try db.keep(raw, verdict, reason: reason, scope) }
    }
}

extension Connection {
    /// Makes the lead with its contact and a meeting to be held, or finds the one that has its e-mail, and says so in
    /// the delivery.
    fileprivate func take(
        _ lead: IncomingLead, _ origin: LeadDelivery.Origin, _ ids: NewLeadIDs, _ title: String, for delivery: Int,
        _ scope: OrganizationScope, at now: Instant
    ) throws -> LeadIntakeOutcome {
        if let known = try self.lead(withEmail: lead.form.email, scope) {
            try finish(delivery, .known, known, scope)
            return .known(known)
        }
        let stage = try stage(named: lead.stage, scope, at: now)
        let source: Lead.Source = origin == .form ? .form : .webhook
        let given = try assignee(of: source, lead.form.segment, scope)
        try insert(
            lead.form.assigned(to: given?.person), as: ids.lead, contacts: lead.form.contacts.map { _ in ids.contact },
            in: stage, from: source, externalID: lead.externalID, by: scope, at: now)
        if let given { try recordAssignment(given, of: ids.lead, company: lead.form.company, scope, at: now) }
        let meeting = ActivityForm(
            type: .meeting, title: title, notes: lead.form.notes,
            dueAt: lead.meetingAt ?? now.advanced(seconds: meetWithin))
        let place = ActivityPlace(parent: .lead(ids.lead), company: lead.form.company, assignee: given?.person)
        try keep(meeting, as: ids.activity, of: place, for: given?.person, scope, at: now)
        try finish(delivery, .created, ids.lead, scope)
        return .created(ids.lead)
    }

    /// Keeps the delivery, or counts that the same came before. Two at once follow each other.
    fileprivate func keep(
        _ raw: RawLead, _ verdict: LeadDelivery.Verdict, reason: String = "", _ scope: OrganizationScope
    ) throws -> KeptDelivery {
        if let key = raw.key, key.isForADay {
            try execute(
                """
                UPDATE lead_deliveries SET key = NULL
                WHERE organization_id = \(scope.organization) AND key = \(key.text)
                  AND received_at <= \(raw.receivedAt.advanced(seconds: -86_400))
                """)
        }
        let kept: Int? = try value(
            """
            INSERT INTO lead_deliveries
                (organization_id, received_at, origin, verdict, reason, key, length, body, type, network)
            VALUES
                (\(scope.organization), \(raw.receivedAt), \(raw.origin), \(verdict), \(reason), \(raw.key?.text),
                 \(raw.length), \(raw.body), \(raw.type), \(raw.network))
            ON CONFLICT (organization_id, key) WHERE key IS NOT NULL DO NOTHING
            RETURNING id
            """)
        if let kept { return .new(kept) }
        let first: FirstDelivery? = try first(
            """
            UPDATE lead_deliveries SET repeats = repeats + 1
            WHERE organization_id = \(scope.organization) AND key = \(raw.key?.text)
            RETURNING verdict, lead_id
            """)
        guard let first else { throw NotVisible() }
        return .repeated(first)
    }

    /// What became of a delivery that this transaction has kept.
    fileprivate func finish(
        _ delivery: Int, _ verdict: LeadDelivery.Verdict, _ lead: Lead.ID, _ scope: OrganizationScope
    ) throws {
        try execute(
            """
            UPDATE lead_deliveries SET verdict = \(verdict), lead_id = \(lead)
            WHERE organization_id = \(scope.organization) AND id = \(delivery)
            """)
    }

    fileprivate func lead(withEmail email: String?, _ scope: OrganizationScope) throws -> Lead.ID? {
        guard let email else { return nil }
        return try value(
            """
            SELECT id FROM leads
            WHERE organization_id = \(scope.organization) AND email_key = lower(\(email)) AND deleted_at IS NULL
            """)
    }

    /// The stage of that name in any case; a new one in front of those that end a sale while there is room; the first
    /// where none is asked for.
    private func stage(named name: String?, _ scope: OrganizationScope, at now: Instant) throws -> LeadStage {
        let stages: [LeadStage] = try all(Store.leadStages(scope))
        guard let name else { return try stage(nil, scope) }
        if let found = stages.first(where: { $0.name.lowercased() == name.lowercased() }) { return found }
        guard stages.count < mostStages else { return try stage(nil, scope) }
        let place: Int? = try value(
            """
            SELECT coalesce(min(position) FILTER (WHERE kind <> 'open'), max(position) + 1, 1)::integer FROM lead_stages
            WHERE organization_id = \(scope.organization)
            """)
        try execute(
            """
            UPDATE lead_stages SET position = position + 1
            WHERE organization_id = \(scope.organization) AND position >= \(place ?? 1)
            """)
        let made = StageForm(
            name: name, color: StageColor.allCases[stages.count % 12], kind: .open, ageingDays: nil, version: 0)
        let id: Int? = try value(
            """
            INSERT INTO lead_stages (organization_id, name, position, color, kind)
            VALUES (\(scope.organization), \(made.name), \(place ?? 1), \(made.color), \(made.kind))
            RETURNING id
            """)
        guard let id else { throw NotVisible() }
        try record(.stageAdded, .stage, "\(id)", by: scope, at: now, after: made.auditText)
        return try stage(id, scope)
    }
}

private enum KeptDelivery {
    case new(Int)
    case repeated(FirstDelivery)
}

private struct KeptOrigin: RowDecodable {
    let origin: LeadDelivery.Origin
    let first: FirstDelivery

    init(_ row: Row) throws(RowError) {
        origin = try row["origin"]
        first = try FirstDelivery(row)
    }
}

private struct FirstDelivery: RowDecodable {
    let verdict: LeadDelivery.Verdict
    let lead: Lead.ID?

    init(_ row: Row) throws(RowError) {
        verdict = try row["verdict"]
        lead = try row["lead_id"]
    }
}

extension LeadDelivery.Verdict: SQLEncodable, SQLDecodable {}
extension LeadDelivery.Origin: SQLEncodable, SQLDecodable {}
