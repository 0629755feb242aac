package import Models
import Postgres

extension Store {
    /// Somebody is at it. Nothing happens where they are already. Throws `NotVisible`, `ActivityEnded`.
    package func startActivity(_ id: ActivityRecord.ID, by scope: Scope<WorkLeads>, at now: Instant) async throws {
        try await transaction(scope) { db in
            let (activity, place) = try db.changing(id, nil, scope)
            guard activity.state.isOpen else { throw ActivityEnded() }
            if activity.state == .inProgress { return }
            try db.stand(activity, .inProgress, .activityStarted, place, scope, at: now)
        }
    }

    /// Completes the activity with its result and, in the same act, plans what follows: whoever did this one does it.
    /// `step`: the id of what follows. Throws `NotVisible`, `StaleVersion`, and `ActivityEnded` where it was completed or
    /// skipped before, so that nothing is planned twice.
    package func completeActivity(
        _ id: ActivityRecord.ID, _ completion: ActivityCompletion, step: ActivityRecord.ID, by scope: Scope<WorkLeads>,
        at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            let (activity, place) = try db.changing(id, nil, scope)
            guard activity.state.isOpen else { throw ActivityEnded() }
            if let version = completion.version, version != activity.version { throw StaleVersion() }
            let result = completion.result.isEmpty ? activity.result : completion.result
            try db.stand(activity, .completed, .activityCompleted, result: result, place, scope, at: now)
            try db.tellMentioned(in: result, before: activity.result, of: place, by: scope, at: now)
            guard let next = completion.next else { return }
            let form = ActivityForm(type: next.type, title: next.title, dueAt: next.dueAt)
            try db.keep(form, as: step, of: place, for: activity.assignee ?? scope.person, scope, at: now)
        }
    }

    /// It is not going to be done. Throws `NotVisible`, `ActivityEnded`.
    package func skipActivity(_ id: ActivityRecord.ID, by scope: Scope<WorkLeads>, at now: Instant) async throws {
        try await transaction(scope) { db in
            let (activity, place) = try db.changing(id, nil, scope)
            guard activity.state.isOpen else { throw ActivityEnded() }
            try db.stand(activity, .skipped, .activitySkipped, place, scope, at: now)
        }
    }

    /// It was not done after all; its result stays as a note of what was tried. Nothing happens where it is open. Throws
    /// `NotVisible`.
    package func reopenActivity(_ id: ActivityRecord.ID, by scope: Scope<WorkLeads>, at now: Instant) async throws {
        try await transaction(scope) { db in
            let (activity, place) = try db.changing(id, nil, scope)
            if activity.state.isOpen { return }
            try db.stand(activity, .scheduled, .activityReopened, place, scope, at: now)
        }
    }
}

extension Connection {
    fileprivate func stand(
        _ activity: ActivityRecord, _ state: ActivityState, _ event: AuditEntry.Event, result: String? = nil,
        _ place: ActivityPlace, _ scope: Scope<WorkLeads>, at now: Instant
    ) throws {
        try execute(
            """
            UPDATE activities
            SET state = \(state), ended_at = \(state.isOpen ? nil : now), result = coalesce(\(result), result),
                changed_at = \(now), version = version + 1
            WHERE organization_id = \(scope.organization) AND id = \(activity.id)
            """)
        try rescore(place, scope, at: now)
        try record(
            event, .activity, activity.id.text, by: scope, at: now,
            before: ActivityText.state(activity.state, result: result.map { _ in activity.result }),
            after: ActivityText.state(state, result: result))
    }
}
