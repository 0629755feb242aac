package import Models
import Postgres

/// Another stage is called so.
package struct StageNameTaken: Error {}

/// An organization has exactly one stage for the qualified, one for the failed, and some to begin in: this act would
/// leave one of them out.
package struct StageNeeded: Error {}

/// Leads stand in the stage, and nobody said where they go.
package struct StageInUse: Error {}

/// There are as many as there can be.
package struct TooManyStages: Error {}

extension Store {
    /// Adds a stage behind those there are in front of the qualified one; a qualified or failed one takes the place of
    /// the former, which is open then. Throws `StageNameTaken`, `TooManyStages`.
    package func addStage(_ form: StageForm, by scope: Scope<EditStages>, at now: Instant) async throws {
        try await namingStages(scope) { db in
            let stages = try db.stages(scope)
            guard stages.count < StageForm.most else { throw TooManyStages() }
            try db.makeOpen(except: nil, form.kind, stages, by: scope, at: now)
            let id: Int? = try db.value(
                """
                INSERT INTO lead_stages (organization_id, name, position, color, kind, ageing_days)
                VALUES (\(scope.organization), \(form.name), \(stages.count + 1), \(form.color), \(form.kind), \(form.ageingDays))
                RETURNING id
                """)
            guard let id else { throw NoSuchStage() }
            let place = stages.lastIndex { $0.kind == .open }.map { $0 + 1 } ?? 0
            var order = stages.map(\.id)
            order.insert(id, at: form.kind == .open ? place : order.count)
            try db.order(order, scope)
            try db.record(.stageAdded, .stage, "\(id)", by: scope, at: now, after: form.auditText)
        }
    }

    /// The store for adding a stage by a call that carried an `Idempotency-Key`: the answer, made of the stage as it is
    /// kept, is kept in the same transaction.
    package func keepingStage(
        named name: String, _ scope: Scope<EditStages>, _ keep: @escaping Keeping<LeadStage>
    ) -> Store {
        var store = self
        store.beforeCommit = { db in
            guard let stage = try db.stages(scope).first(where: { $0.name == name }), let kept = keep(stage) else {
                return
            }
            try db.keep(kept.answer, for: kept.claim)
        }
        return store
    }

    /// Changes a stage; becoming the qualified or the failed one makes the former open. Throws `NotVisible`,
    /// `StaleVersion`, `StageNameTaken`, and `StageNeeded` where it is the qualified or the failed one or the last open
    /// one and would be no more.
    package func changeStage(
        _ id: Int, _ form: StageForm, by scope: Scope<EditStages>, at now: Instant
    ) async throws {
        try await namingStages(scope) { db in
            let stages = try db.stages(scope)
            guard let stage = stages.first(where: { $0.id == id }) else { throw NotVisible() }
            guard stage.version == form.version else { throw StaleVersion() }
            if stage.form == form { return }
            if stage.kind != form.kind {
                guard stage.kind == .open else { throw StageNeeded() }
                // The former qualified or failed one is open from now on, so one stays to begin in.
                try db.makeOpen(except: id, form.kind, stages, by: scope, at: now)
            }
            try db.execute(
                """
                UPDATE lead_stages
                SET name = \(form.name), color = \(form.color), kind = \(form.kind), ageing_days = \(form.ageingDays),
                    version = version + 1
                WHERE organization_id = \(scope.organization) AND id = \(id)
                """)
            try db.record(
                .stageChanged, .stage, "\(id)", by: scope, at: now, before: stage.form.auditText, after: form.auditText)
        }
    }

    /// Puts a stage one place forward or back; nothing at the ends. Throws `NotVisible`.
    package func moveStage(
        _ id: Int, forward: Bool, by scope: Scope<EditStages>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            let stages = try db.stages(scope)
            guard let place = stages.firstIndex(where: { $0.id == id }) else { throw NotVisible() }
            let other = place + (forward ? -1 : 1)
            guard stages.indices.contains(other) else { return }
            var order = stages.map(\.id)
            order.swapAt(place, other)
            try db.order(order, scope)
            try db.record(
                .stageChanged, .stage, "\(id)", by: scope, at: now,
                before: JSONText.object(["position": "\(place + 1)"]),
                after: JSONText.object(["position": "\(other + 1)"]))
        }
    }

    /// Deletes a stage; the leads that stand in it go to another open one in the same transaction. Throws `NotVisible`,
    /// `StageNeeded` for the qualified and the failed one and the last open one, `StageInUse`, `NoSuchStage`.
    package func deleteStage(
        _ id: Int, movingTo target: Int?, by scope: Scope<EditStages>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            let stages = try db.stages(scope)
            guard let stage = stages.first(where: { $0.id == id }) else { throw NotVisible() }
            let others = stages.filter { $0.kind == .open && $0.id != id }
            guard stage.kind == .open, !others.isEmpty else { throw StageNeeded() }
            if let target, !others.contains(where: { $0.id == target }) { throw NoSuchStage() }
            var moved = 0
            if let target {
                // Deleted ones as well: they may come back.
                moved = try db.execute(
                    """
                    UPDATE leads SET stage_id = \(target), stage_since = \(now), changed_at = \(now), version = version + 1
                    WHERE organization_id = \(scope.organization) AND stage_id = \(id)
                    """)
            } else if try db.isInUse(id, scope) {
                throw StageInUse()
            }
            try db.execute("DELETE FROM lead_stages WHERE organization_id = \(scope.organization) AND id = \(id)")
            let goal = others.first { $0.id == target }
            try db.record(
                .stageDeleted, .stage, "\(id)", by: scope, at: now, before: stage.form.auditText,
                after: goal.map { JSONText.object(["stage": $0.name, "count": "\(moved)"]) })
        }
    }

    private func namingStages(
        _ scope: Scope<EditStages>, _ body: @escaping @Sendable (isolated Connection) throws -> Void
    ) async throws {
        do { try await transaction(scope, body) } catch let error as PostgresError
            where error.constraint == "lead_stages_name_taken"
        {
            throw StageNameTaken()
        }
    }
}

extension Connection {
    /// The stages in their order, locked: one manager edits them at a time.
    fileprivate func stages(_ scope: Scope<EditStages>) throws -> [LeadStage] {
        try all(
            """
            SELECT s.id, s.name, s.color, s.kind, s.ageing_days, s.version FROM lead_stages s
            WHERE s.organization_id = \(scope.organization)
            ORDER BY s.position, s.id
            FOR UPDATE
            """)
    }

    /// Of the qualified or the failed kind there is one at a time: who was it is open.
    fileprivate func makeOpen(
        except id: Int?, _ kind: LeadStage.Kind, _ stages: [LeadStage], by scope: Scope<EditStages>, at now: Instant
    ) throws {
        guard kind != .open, let former = stages.first(where: { $0.kind == kind && $0.id != id }) else { return }
        try execute(
            """
            UPDATE lead_stages SET kind = 'open', version = version + 1
            WHERE organization_id = \(scope.organization) AND id = \(former.id)
            """)
        try record(
            .stageChanged, .stage, "\(former.id)", by: scope, at: now, before: JSONText.object(["kind": kind.rawValue]),
            after: JSONText.object(["kind": LeadStage.Kind.open.rawValue]))
    }

    fileprivate func order(_ ids: [Int], _ scope: Scope<EditStages>) throws {
        try execute(
            """
            UPDATE lead_stages s SET position = o.place
            FROM unnest(\(ids)::bigint[]) WITH ORDINALITY AS o (id, place)
            WHERE s.organization_id = \(scope.organization) AND s.id = o.id AND s.position <> o.place
            """)
    }

    fileprivate func isInUse(_ id: Int, _ scope: Scope<EditStages>) throws -> Bool {
        let found: Int? = try value(
            "SELECT 1 FROM leads WHERE organization_id = \(scope.organization) AND stage_id = \(id) LIMIT 1")
        return found != nil
    }
}

extension StageForm {
    var auditText: String {
        var fields = ["name": name, "color": color.rawValue, "kind": kind.rawValue]
        if let ageingDays { fields["ageing_days"] = "\(ageingDays)" }
        return JSONText.object(fields)
    }
}
