/// What was changed, by whom, on what. Written in the transaction that made the change.
package struct AuditEntry: Sendable, Equatable {
    package enum Event: String, Sendable, CaseIterable {
        case organizationCreated = "organization.created"
        case organizationChanged = "organization.changed"
        case logoSaved = "organization.logo_saved"
        case logoRemoved = "organization.logo_removed"
        case organizationSuspended = "organization.suspended"
        case organizationResumed = "organization.resumed"
        case memberAdded = "member.added"
        case memberChanged = "member.changed"
        case memberDeactivated = "member.deactivated"
        case memberReactivated = "member.reactivated"
        case memberLeft = "member.left"
        case memberHandedOver = "member.handed_over"
        case memberFactorReset = "member.second_factor_reset"
        case invitationSent = "invitation.sent"
        case invitationRevoked = "invitation.revoked"
        case secondFactorSet = "second_factor.set"
        case secondFactorRemoved = "second_factor.removed"
        case recoveryCodesRenewed = "second_factor.codes_renewed"
        case recoveryCodeUsed = "second_factor.recovery_used"
        case operatorAdded = "operator.added"
        case signedIn = "session.begun"
        case sessionsEnded = "session.ended"
        case passwordChanged = "password.changed"
        case profileChanged = "profile.changed"
        case passwordReset = "password.reset"
        case emailChanged = "email.changed"
        case keyRotationBegun = "keys.rotation_begun"
        case projectCreated = "project.created"
        case projectChanged = "project.changed"
        case connectionTested = "project.connection_tested"
        case hookRotated = "project.hook_rotated"
        case secretUnreadable = "secret.unreadable"
        case statusesFetched = "statuses.fetched"
        case statusesGrouped = "statuses.grouped"
        case slaSaved = "sla.saved"
        case hoursSaved = "hours.saved"
        case organizationHoursSaved = "organization_hours.saved"
        case jobReplayed = "job.replayed"
        case jobDiscarded = "job.discarded"
        case payloadsPurged = "deliveries.payloads_purged"
        case urgentSaved = "urgent.saved"
        case itemsRequested = "items.requested"
        case peopleSaved = "people.saved"
        case tokenCreated = "token.created"
        case tokenRevoked = "token.revoked"
        case viewSaved = "view.saved"
        case viewChanged = "view.changed"
        case viewDeleted = "view.deleted"
        case ordersRecomputed = "orders.recomputed"
        case listExported = "list.exported"
        case leadCreated = "lead.created"
        case leadChanged = "lead.changed"
        case leadAssigned = "lead.assigned"
        case leadMoved = "lead.moved"
        case leadDeleted = "lead.deleted"
        case leadRestored = "lead.restored"
        case leadSecretMade = "organization.lead_secret_made"
        case leadSecretEnded = "organization.lead_secret_ended"
        case leadFormSaved = "organization.lead_form_saved"
        case leadQualified = "lead.qualified"
        case leadReopened = "lead.reopened"
        case stageAdded = "stage.added"
        case stageChanged = "stage.changed"
        case stageDeleted = "stage.deleted"
        case refusalReasonsSaved = "refusal_reasons.saved"
        case scoreRulesSaved = "lead_rules.scores_saved"
        case assignmentSaved = "lead_rules.assignment_saved"
        case leadCallsSaved = "lead_rules.calls_saved"
        case customerCreated = "customer.created"
        case customerChanged = "customer.changed"
        case customerWithdrawn = "customer.withdrawn"
        case customerDeleted = "customer.deleted"
        case customerRestored = "customer.restored"
        case leadFileAdded = "lead.file_added"
        case leadFileRemoved = "lead.file_removed"
        case customerFileAdded = "customer.file_added"
        case customerFileRemoved = "customer.file_removed"
        case leadMerged = "lead.merged"
        case leadsAssigned = "leads.assigned"
        case leadsMoved = "leads.moved"
        case leadsSegmented = "leads.segmented"
        case leadsDeleted = "leads.deleted"
        case activityCreated = "activity.created"
        case activityChanged = "activity.changed"
        case activityStarted = "activity.started"
        case activityCompleted = "activity.completed"
        case activitySkipped = "activity.skipped"
        case activityReopened = "activity.reopened"
        case activityDeleted = "activity.deleted"
        case calendarFeedMade = "calendar_feed.made"
        case calendarFeedEnded = "calendar_feed.ended"
    }

    /// What kind of thing was changed; with its id it leads to the thing.
    package enum Target: String, Sendable, CaseIterable {
        case organization, member, person, project, job, invitation, token, view, lead, activity, customer, stage
    }

    /// Unique in the organization, in the order of beginning, which is not quite that of committing.
    package let id: Int
    package let event: Event
    package let person: Person.ID?
    /// `person`, or the name of the part of the program that acted.
    package let actor: String
    package let target: Target
    package let targetID: String
    /// JSON; nil for what did not exist before.
    package let before: String?
    /// JSON; nil for what does not exist any more. Secrets never stand in either.
    package let after: String?
    package let at: Instant
    /// The entry whose change this one took back.
    package let undoes: Int?

    package init(
        id: Int, event: Event, person: Person.ID?, actor: String, target: Target, targetID: String, before: String?,
        after: String?, at: Instant, undoes: Int?
    ) {
        self.id = id
        self.event = event
        self.person = person
        self.actor = actor
        self.target = target
        self.targetID = targetID
        self.before = before
        self.after = after
        self.at = at
        self.undoes = undoes
    }
}
