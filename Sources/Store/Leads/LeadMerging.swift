package import Models
import Postgres

/// Two leads cannot become one: together they have too many contacts, or each became a customer.
package struct UnmergeableLeads: Error, Equatable {
    package enum Reason: Sendable {
        case contacts, customers, files
    }

    package let reason: Reason
}

extension Store {
    /// Both leads where the person may merge them; nil where one is not theirs to delete.
    package func mergeableLeads(
        _ winner: Lead.ID, _ loser: Lead.ID, _ scope: Scope<DeleteLeads>
    ) async throws -> (winner: LeadRecord, loser: LeadRecord)? {
        try await reading(scope) { db in
            guard winner != loser, let first = try db.deletable(winner, scope),
                let other = try db.deletable(loser, scope)
            else { return nil }
            return (first, other)
        }
    }

    /// Makes one lead of two: the winner takes the chosen fields, all phones, contacts and activities; the loser leaves
    /// every list and leads to the winner. Throws `NotVisible`, `StaleVersion`, `UnmergeableLeads`. Answers the entry by
    /// which it can be taken back.
    package func mergeLeads(_ merge: LeadMerge, by scope: Scope<DeleteLeads>, at now: Instant) async throws -> Int {
        try await transaction(scope) { db in
            // In the order of their ids, so that two who merge the same two cannot hold each other up.
            for id in [merge.winner, merge.loser].sorted(by: { $0.text < $1.text }) { try db.lockLead(id, scope) }
            guard merge.winner != merge.loser, let winner = try db.deletable(merge.winner, scope),
                let loser = try db.deletable(merge.loser, scope)
            else { throw NotVisible() }
            guard winner.summary.version == merge.version, loser.summary.version == merge.loserVersion else {
                throw StaleVersion()
            }
            guard winner.contacts.count + loser.contacts.count <= LeadForm.mostContacts else {
                throw UnmergeableLeads(reason: .contacts)
            }
            let files = try [merge.winner, merge.loser].map { try db.countFiles(of: .lead($0), scope) }
            guard files.reduce(0, +) <= Attachment.most else { throw UnmergeableLeads(reason: .files) }
            let merged = winner.form(taking: merge.taken, from: loser)
            let known = merge.taken.contains(.project) ? loser.summary.project : winner.summary.project
            let project = try db.leadProject(merged.project, keeping: known, scope)
            let entry = try db.record(
                .leadMerged, .lead, merge.winner.text, by: scope, at: now,
                before: LeadText.text(winner.form, project: winner.summary.project?.name),
                after: LeadText.text(merged.adding(loser.contacts), project: project?.name))
            try db.unite(merge, winner, loser, merged, project, entry: entry, scope, at: now)
            return entry
        }
    }

    /// The lead that this one became a part of, where the reader may see it; nil for any other.
    package func successor(of id: Lead.ID, _ scope: Scope<ViewLeads>) async throws -> Lead.ID? {
        try await reading(scope) { db in
            try db.value(
                """
                SELECT l.id FROM leads m JOIN leads l ON l.organization_id = m.organization_id AND l.id = m.merged_into
                WHERE m.organization_id = \(scope.organization) AND m.id = \(id) AND m.deleted_at IS NOT NULL
                  AND \(scope.visibleLeads)
                """)
        }
    }
}

extension Connection {
    /// The lead with its contacts; nil where the person may not delete it.
    fileprivate func deletable(_ id: Lead.ID, _ scope: Scope<DeleteLeads>) throws -> LeadRecord? {
        guard let lead = try lead(id, scope) else { return nil }
        return ManageLeads.isHeld(by: scope.role) || lead.summary.assignee == scope.person ? lead : nil
    }

    func lockLead(_ id: Lead.ID, _ scope: some Tenancy) throws {
        try execute(
            "SELECT FROM leads WHERE organization_id = \(scope.organization) AND id = \(id) FOR NO KEY UPDATE")
    }

    fileprivate func unite(
        _ merge: LeadMerge, _ winner: LeadRecord, _ loser: LeadRecord, _ form: LeadForm,
        _ project: LeadProject?, entry: Int,
        _ scope: Scope<DeleteLeads>, at now: Instant
    ) throws {
        let (first, other) = (merge.winner, merge.loser)
        let customers: Int? = try value(
            """
            SELECT count(DISTINCT customer_id) FROM leads
            WHERE organization_id = \(scope.organization) AND id IN (\(first), \(other))
            """)
        guard (customers ?? 0) < 2 else { throw UnmergeableLeads(reason: .customers) }
        let activities: [String] = try values(
            "SELECT id::text FROM activities WHERE organization_id = \(scope.organization) AND lead_id = \(other)")
        let files: [String] = try values(
            "SELECT file_id::text FROM attachments WHERE organization_id = \(scope.organization) AND lead_id = \(other)"
        )
        let primary = loser.contacts.first(where: \.isPrimary)?.id
        let names = (winner.contacts + loser.contacts).map(\.name).joined(separator: " ")
        let digits = try phoneDigits(of: form, scope)
        try run([
            """
            UPDATE leads SET deleted_at = \(now), merged_into = \(first), act_id = \(entry), act_version = version + 1,
                changed_at = \(now), version = version + 1
            WHERE organization_id = \(scope.organization) AND id = \(other)
            """,
            """
            UPDATE leads l
            SET company = \(form.company), email = \(form.email), inn = \(form.inn), phones = \(form.phones)::text[],
                phone_digits = \(digits), contact_names = \(names),
                contact_count = \(winner.contacts.count + loser.contacts.count), segment = \(form.segment),
                project_id = \(project?.id), stage_id = \(form.stage ?? winner.summary.stage),
                stage_since = \(merge.taken.contains(.stage) ? loser.stageSince : winner.stageSince),
                assigned_to = \(form.assignee), value_minor = \(form.value?.minor), currency = \(form.value?.currency),
                notes = \(form.notes),
                customer_id = coalesce(l.customer_id, (
                    SELECT o.customer_id FROM leads o
                    WHERE o.organization_id = \(scope.organization) AND o.id = \(other))),
                act_id = \(entry), act_version = l.version + 1,
                act_before = jsonb_build_object(
                    'company', l.company, 'email', l.email, 'inn', l.inn, 'phones', to_jsonb(l.phones),
                    'phone_digits', l.phone_digits, 'contact_names', l.contact_names, 'contact_count', l.contact_count,
                    'segment', l.segment, 'project_id', l.project_id, 'stage_id', l.stage_id, 'stage_since', l.stage_since,
                    'assigned_to', l.assigned_to, 'value_minor', l.value_minor, 'currency', l.currency,
                    'notes', l.notes, 'customer_id', l.customer_id, 'loser', \(other)::uuid,
                    'contacts', to_jsonb(\(loser.contacts.map(\.id))::uuid[]), 'primary', \(primary)::uuid,
                    'activities', to_jsonb(\(activities)::uuid[]), 'files', to_jsonb(\(files)::uuid[])),
                changed_at = \(now), version = l.version + 1
            WHERE l.organization_id = \(scope.organization) AND l.id = \(first)
            """,
            """
            UPDATE lead_contacts SET lead_id = \(first), is_primary = is_primary AND \(winner.contacts.isEmpty)
            WHERE organization_id = \(scope.organization) AND lead_id = \(other)
            """,
            """
            UPDATE activities SET lead_id = \(first), changed_at = \(now), version = version + 1
            WHERE organization_id = \(scope.organization) AND lead_id = \(other)
            """,
            """
            UPDATE attachments SET lead_id = \(first)
            WHERE organization_id = \(scope.organization) AND lead_id = \(other)
            """,
        ])
        try rescore([first], scope, at: now)
    }
}

extension LeadRecord {
    /// What the winner says with the chosen fields of the loser; its own contacts.
    fileprivate func form(taking taken: Set<LeadMerge.Field>, from loser: LeadRecord) -> LeadForm {
        func chosen<Value>(_ field: LeadMerge.Field, _ own: Value, _ other: Value) -> Value {
            taken.contains(field) ? other : own
        }
        let (a, b) = (summary, loser.summary)
        return LeadForm(
            company: chosen(.company, a.company, b.company), email: chosen(.email, a.email, b.email),
            phones: LeadMerge.phones(a.phones, b.phones), inn: chosen(.inn, a.inn, b.inn),
            segment: chosen(.segment, a.segment, b.segment),
            project: chosen(.project, a.project, b.project)?.publicID, stage: chosen(.stage, a.stage, b.stage),
            assignee: chosen(.assignee, a.assignee, b.assignee), value: chosen(.value, value, loser.value),
            notes: chosen(.notes, notes, loser.notes), contacts: form.contacts)
    }
}

extension LeadForm {
    /// With further contacts, none of them primary while it has one.
    fileprivate func adding(_ others: [LeadContact]) -> LeadForm {
        let added = others.map {
            Contact(
                id: $0.id, name: $0.name, position: $0.position, phone: $0.phone, email: $0.email,
                isPrimary: $0.isPrimary && contacts.isEmpty)
        }
        return LeadForm(
            company: company, email: email, phones: phones, inn: inn, segment: segment, project: project,
            stage: stage, assignee: assignee, value: value, notes: notes, contacts: contacts + added)
    }
}
