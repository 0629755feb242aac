import Forms
import Models
import Web

/// An activity in a list; `Resources/templates/activities/row.html` says it.
struct ActivityRow: Encodable {
    /// Makes the ids of its fields.
    let id: String
    /// The second halves of keys of the catalogue: `activity_type.`, `activity_state.` and these.
    let type, state: String
    let title, notes, result: String
    /// With whom, and where that leads; nil on their own page.
    let company, companyPath: String?
    /// Whom to ring for a call that is to be made.
    let phone: LeadsPage.Phone?
    let dueAt: Instant?
    /// How long it takes, and by how much it is late, in seconds.
    let length, late: Int?
    let endedAt: Instant?
    /// Who does it; nil: nobody yet, or the reader.
    let assignee: String?
    /// Where it is changed; nil for those who only read.
    let path: String?
    /// Where a POST completes it, says that somebody is at it, leaves it out, opens it again; nil where there is nothing
    /// to do.
    let complete, start, skip, reopen: String?
    let version: Int
    let back: String

    init(
        _ activity: ActivityRecord, at back: ActivityBack, _ scope: Scope<some Permission>, _ now: Instant
    ) {
        let organization = scope.organizationPublicID, works = WorkLeads.isHeld(by: scope.role)
        let isOpen = activity.state.isOpen
        id = activity.id.text
        type = activity.type.rawValue
        state = activity.state.rawValue
        title = activity.title
        notes = activity.notes
        result = activity.result
        let home = ActivityHome(parent: activity.parent, organization: organization)
        company = back == .list ? nil : activity.company
        companyPath = back == .list ? nil : home.page
        phone = isOpen && activity.type == .call && back != .list ? activity.phone.map(LeadsPage.Phone.init) : nil
        dueAt = activity.dueAt
        length = activity.minutes.map { $0 * 60 }
        late = activity.isOverdue(at: now) ? activity.dueAt.map { Int(now.seconds(since: $0)) } : nil
        endedAt = activity.endedAt
        // On a page of one's own everything is one's own.
        assignee = back == .day ? nil : activity.assigneeName
        path = works ? ActivityForms.activity(in: organization, activity.id) : nil
        complete = works && isOpen ? ActivityActs.complete(in: organization, activity.id) : nil
        start = works && activity.state == .scheduled ? ActivityActs.start(in: organization, activity.id) : nil
        skip = works && isOpen ? ActivityActs.skip(in: organization, activity.id) : nil
        reopen = works && !isOpen ? ActivityActs.reopen(in: organization, activity.id) : nil
        version = activity.version
        self.back = back.rawValue
    }
}

extension ActivityRecord {
    /// Where it stands among others by its time.
    func dueCursor(isBackward: Bool) -> ListCursor<Instant, ID> {
        ListCursor(key: dueAt, id: id, isBackward: isBackward)
    }

    /// Where it stands among others by its age.
    func ageCursor(isBackward: Bool) -> ListCursor<Instant, ID> {
        ListCursor(key: createdAt, id: id, isBackward: isBackward)
    }
}

extension ActivityRecord {
    /// Of each type, state and length of text, for the examples of pages; `hours` from now.
    static func example(
        _ type: ActivityType, _ title: String, hours: Int?, state: ActivityState = .scheduled, notes: String = "",
        result: String = "", minutes: Int? = nil, assignee: String? = "Олена <Марченко>"
    ) -> ActivityRecord {
        ActivityRecord(
            id: ID(at: .example(hours: hours ?? 0), random: Array(title.utf8.prefix(10))),
            parent: .lead(Lead.ID(at: .example, random: [UInt8](repeating: 7, count: 10))), company: "Меблі <Карпат>",
            type: type, state: state, title: title, notes: notes, result: result,
            dueAt: hours.map { .example(hours: $0) }, minutes: minutes, assignee: nil, assigneeName: assignee,
            createdAt: .example(hours: -400), createdBy: nil, creatorName: nil,
            endedAt: state.isOpen ? nil : .example(hours: (hours ?? 0) + 1), changedAt: .example(hours: -3), version: 2,
            phone: "+380 67 310 44 12")
    }

    static let examples = [
        example(
            .call, "Call about the <showroom> order", hours: -24,
            notes: "Ask for the final count of shelves and the delivery window.", minutes: 15),
        example(.meeting, "Зустріч у майстерні", hours: 19, state: .inProgress, minutes: 60),
        example(.email, "Price list", hours: -50, state: .completed, result: "They asked for a discount <5 %>."),
        example(.task, "Send samples of oak and ash", hours: nil, assignee: nil),
        example(.note, "Pays late", hours: nil, state: .completed, notes: "Ask for half in advance."),
        example(.call, "First call", hours: -90, state: .skipped),
    ]
}

extension ActivityRow {
    /// Those that a page about one lead or customer shows.
    static var examples: [ActivityRow] {
        guard let scope = Scope<ViewLeads>.example(.rep) else { return [] }
        return ActivityRecord.examples.prefix(2).map { ActivityRow($0, at: .list, scope, .example) }
    }
}
