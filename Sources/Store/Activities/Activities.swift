package import Models
import Postgres

/// The activity was completed or skipped meanwhile.
package struct ActivityEnded: Error {
    package init() {}
}

extension Store {
    /// An activity; nil when there is none that the reader may see.
    package func activity(_ id: ActivityRecord.ID, _ scope: Scope<some Permission>) async throws -> ActivityRecord? {
        try await reading(scope) { db in try db.activity(id, scope) }
    }

    /// Plans an activity with a lead or a customer, or logs what is done already: at its time, where that has passed,
    /// else now. Throws `NotVisible`, `NoSuchAssignee`.
    package func addActivity(
        _ form: ActivityForm, as id: ActivityRecord.ID, with parent: ActivityParent, by scope: Scope<WorkLeads>,
        at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            guard let place = try db.place(parent, scope, locking: true) else { throw NotVisible() }
            let person = form.assignee ?? scope.person
            try db.checkAssignee(person, of: place, scope)
            try db.keep(form, as: id, of: place, for: person, scope, at: now)
        }
    }

    /// Replaces what is known of the activity; whether it is done stays as it is. Throws `NotVisible`, `StaleVersion`,
    /// `NoSuchAssignee`.
    package func changeActivity(
        _ id: ActivityRecord.ID, _ form: ActivityForm, by scope: Scope<WorkLeads>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            let (before, place) = try db.changing(id, form.version, scope)
            let person = form.assignee ?? before.assignee
            if let person, person != before.assignee { try db.checkAssignee(person, of: place, scope) }
            let result = before.state.isOpen ? before.result : form.result
            let after = ActivityForm(
                type: form.type, title: form.title, notes: form.notes, result: result, dueAt: form.dueAt,
                minutes: form.minutes, assignee: person, version: before.version)
            if after == before.form { return }
            try db.execute(
                """
                UPDATE activities
                SET type = \(form.type), title = \(form.title), notes = \(form.notes), result = \(result),
                    reminded_at = CASE WHEN due_at IS DISTINCT FROM \(form.dueAt) THEN NULL ELSE reminded_at END,
                    due_at = \(form.dueAt), duration_minutes = \(form.minutes), assigned_to = \(person),
                    changed_at = \(now), version = version + 1
                WHERE organization_id = \(scope.organization) AND id = \(id)
                """)
            try db.tellMentioned(
                in: "\(form.notes)\n\(result)", before: "\(before.notes)\n\(before.result)", of: place, by: scope,
                at: now)
            try db.rescore(place, scope, at: now)
            if before.state.isOpen, let due = form.dueAt, due != before.dueAt { db.planReminder(at: due, scope) }
            try db.record(
                .activityChanged, .activity, id.text, by: scope, at: now,
                before: ActivityText.text(before.form, place.company), after: ActivityText.text(after, place.company))
        }
    }

    /// Takes the activity out for good. Throws `NotVisible`.
    package func deleteActivity(_ id: ActivityRecord.ID, by scope: Scope<WorkLeads>, at now: Instant) async throws {
        try await transaction(scope) { db in
            let (before, place) = try db.changing(id, nil, scope)
            try db.execute(
                "DELETE FROM activities WHERE organization_id = \(scope.organization) AND id = \(id)")
            try db.rescore(place, scope, at: now)
            try db.record(
                .activityDeleted, .activity, id.text, by: scope, at: now,
                before: ActivityText.text(before.form, place.company, state: before.state))
        }
    }
}

extension Connection {
    func activity(_ id: ActivityRecord.ID, _ scope: Scope<some Permission>) throws -> ActivityRecord? {
        try first(ActivityRecord.rows("a.id = \(id)", order: "a.id", limit: 1, scope))
    }

    /// The activity as nobody else changes it until the transaction ends, for all of a lead or a customer wait for each
    /// other. Throws `NotVisible`, and `StaleVersion` where the version is another.
    func changing(
        _ id: ActivityRecord.ID, _ version: Int?, _ scope: Scope<WorkLeads>
    ) throws -> (ActivityRecord, ActivityPlace) {
        guard let found = try activity(id, scope), let place = try place(found.parent, scope, locking: true),
            let activity = try activity(id, scope)
        else { throw NotVisible() }
        if let version, version != activity.version { throw StaleVersion() }
        return (activity, place)
    }

    /// Adds the activity and notes who did.
    func keep(
        _ form: ActivityForm, as id: ActivityRecord.ID, of place: ActivityPlace, for person: Person.ID?,
        _ scope: some Tenancy, at now: Instant
    ) throws {
        let state: ActivityState = form.isDone ? .completed : .scheduled
        let endedAt = form.isDone ? min(form.dueAt ?? now, now) : nil
        try execute(
            """
            INSERT INTO activities
                (organization_id, id, lead_id, customer_id, type, state, title, notes, result, due_at, duration_minutes,
                 assigned_to, created_at, created_by, ended_at, changed_at)
            VALUES
                (\(scope.organization), \(id), \(place.parent.lead), \(place.parent.customer), \(form.type), \(state),
                 \(form.title), \(form.notes), \(form.isDone ? form.result : ""), \(form.dueAt), \(form.minutes), \(person),
                 \(now), \(scope.actor.person), \(endedAt), \(now))
            """)
        try rescore(place, scope, at: now)
        if state.isOpen, let due = form.dueAt { planReminder(at: due, scope) }
        try tellMentioned(in: "\(form.notes)\n\(form.isDone ? form.result : "")", of: place, by: scope, at: now)
        let kept = ActivityForm(
            type: form.type, title: form.title, notes: form.notes, result: form.isDone ? form.result : "",
            dueAt: form.dueAt, minutes: form.minutes, assignee: person)
        try record(
            .activityCreated, .activity, id.text, by: scope, at: now,
            after: ActivityText.text(kept, place.company, state: state))
    }
}

/// An activity as the audit log keeps it.
enum ActivityText {
    static func text(_ form: ActivityForm, _ company: String, state: ActivityState? = nil) -> String {
        let fields: [(String, String?)] = [
            ("company", company), ("activity_type", form.type.rawValue), ("title", form.title),
            ("notes", form.notes.isEmpty ? nil : form.notes), ("result", form.result.isEmpty ? nil : form.result),
            ("due_at", form.dueAt?.description), ("duration_minutes", form.minutes.map { "\($0)" }),
            ("assignee", form.assignee?.text), ("activity_state", state?.rawValue),
        ]
        return JSONText.object(
            Dictionary(uniqueKeysWithValues: fields.compactMap { name, value in value.map { (name, $0) } }))
    }

    static func state(_ state: ActivityState, result: String? = nil) -> String {
        JSONText.object(
            ["activity_state": state.rawValue].merging(result.map { ["result": $0] } ?? [:]) { first, _ in first })
    }
}
