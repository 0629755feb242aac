/// What one does with a lead or a customer.
package enum ActivityType: String, Sendable, CaseIterable {
    case call, email, meeting, task, note
}

/// How far an activity has come.
package enum ActivityState: String, Sendable, CaseIterable {
    case scheduled
    case inProgress = "in_progress"
    case completed, skipped

    /// Something is still to be done.
    package var isOpen: Bool { self == .scheduled || self == .inProgress }
}

/// With what an activity is done: one lead or one customer.
package enum ActivityParent: Sendable, Hashable {
    case lead(Lead.ID)
    case customer(Customer.ID)

    package var lead: Lead.ID? { if case .lead(let id) = self { id } else { nil } }
    package var customer: Customer.ID? { if case .customer(let id) = self { id } else { nil } }
}

/// A call, an e-mail, a meeting, a task or a note, planned or done.
package struct ActivityRecord: Sendable, Equatable {
    package typealias ID = Identifier<ActivityRecord>

    package let id: ID
    package let parent: ActivityParent
    /// The company it is done with.
    package let company: String
    package let type: ActivityType
    package let state: ActivityState
    package let title: String
    package let notes: String
    /// What came of it.
    package let result: String
    /// When it is to be done, of a meeting when it begins; nil: some time.
    package let dueAt: Instant?
    package let minutes: Int?
    /// Who does it; nil: nobody yet.
    package let assignee: Person.ID?
    package let assigneeName: String?
    package let createdAt: Instant
    /// nil for a rule or a program.
    package let createdBy: Person.ID?
    package let creatorName: String?
    /// When it was completed or skipped; nil while it is open.
    package let endedAt: Instant?
    package let changedAt: Instant
    /// Counts changes; a form posts back the version it showed.
    package let version: Int
    /// The first one of the company, as typed.
    package let phone: String?

    package init(
        id: ID, parent: ActivityParent, company: String, type: ActivityType, state: ActivityState, title: String,
        notes: String = "", result: String = "", dueAt: Instant?, minutes: Int? = nil, assignee: Person.ID?,
        assigneeName: String?, createdAt: Instant, createdBy: Person.ID?, creatorName: String?, endedAt: Instant?,
        changedAt: Instant, version: Int, phone: String? = nil
    ) {
        self.id = id
        self.phone = phone
        self.parent = parent
        self.company = company
        self.type = type
        self.state = state
        self.title = title
        self.notes = notes
        self.result = result
        self.dueAt = dueAt
        self.minutes = minutes
        self.assignee = assignee
        self.assigneeName = assigneeName
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.creatorName = creatorName
        self.endedAt = endedAt
        self.changedAt = changedAt
        self.version = version
    }

    /// The form that would change nothing.
    package var form: ActivityForm {
        ActivityForm(
            type: type, title: title, notes: notes, result: result, dueAt: dueAt, minutes: minutes, assignee: assignee,
            version: version)
    }

    package func isOverdue(at now: Instant) -> Bool {
        state.isOpen && dueAt.map { $0 < now } ?? false
    }
}

/// Which activities of one's own are shown together, and in which order the parts of a day stand.
package enum DayPart: String, Sendable, CaseIterable {
    /// To be done before now.
    case overdue
    /// From now to the end of the day.
    case today
    /// The seven days after today.
    case week
    /// Without a time.
    case undated
}
