package import Forms

/// An activity as somebody plans, logs or changes it.
package struct ActivityForm: Sendable, Equatable {
    package let type: ActivityType
    package let title: String
    package let notes: String
    /// What came of it, where it is done.
    package let result: String
    package let dueAt: Instant?
    package let minutes: Int?
    /// nil: whoever adds it; in a change, as it is.
    package let assignee: Person.ID?
    /// Logged after the fact rather than planned. A note always is.
    package let isDone: Bool
    /// The version the form showed; 0 for a new one.
    package let version: Int

    package init(
        type: ActivityType, title: String, notes: String = "", result: String = "", dueAt: Instant? = nil,
        minutes: Int? = nil, assignee: Person.ID? = nil, isDone: Bool = false, version: Int = 0
    ) {
        self.type = type
        self.title = title
        self.notes = notes
        self.result = result
        self.dueAt = dueAt
        self.minutes = minutes
        self.assignee = assignee
        self.isDone = isDone || type == .note
        self.version = version
    }

    /// Every complaint at once. `zone`: in which the reader types times.
    package init(reading input: Input, in zone: Zone) throws(FieldErrors) {
        var field = FieldReader(input)
        let type = field.choice("type", of: ActivityType.self)
        let title = field.text("title", length: 1...200)
        let due = field.optional("due_at") { (text) throws(Complaint.Refusal) in try DueTime.parse(text, in: zone) }
        let minutes = field.optional("duration_minutes") { (text) throws(Complaint.Refusal) in
            guard let minutes = Int(text) else { throw Complaint.Refusal("error.whole_number") }
            guard (1...1_440).contains(minutes) else {
                throw Complaint.Refusal("error.range", ["low": "1", "high": "1440"])
            }
            return minutes
        }
        let assignee = field.optional("assigned_to") { (text) throws(Complaint.Refusal) in
            guard let id = Person.ID(text: text) else { throw Complaint.Refusal("error.choice") }
            return id
        }
        let notes = field.text("notes", length: 0...10_000)
        let result = field.text("result", length: 0...10_000)
        let isDone = field.flag("done")
        let version = field.integer("version", in: 0...Int(Int32.max))
        let values = try field.values(type, title, due, minutes, assignee, notes, result, version)
        self.init(
            type: values.0, title: values.1, notes: values.5, result: values.6, dueAt: values.2, minutes: values.3,
            assignee: values.4, isDone: isDone, version: values.7)
    }

    /// What the form shows.
    package func input(in zone: Zone) -> Input {
        var input = Input.none
        let fields: [(String, String?)] = [
            ("type", type.rawValue), ("title", title), ("due_at", dueAt.map { DueTime.text($0, in: zone) }),
            ("duration_minutes", minutes.map { "\($0)" }), ("assigned_to", assignee?.text), ("notes", notes),
            ("result", result), ("version", "\(version)"),
        ]
        for (name, value) in fields { if let value { input.append(name, value) } }
        return input
    }
}

/// What is said when an activity is completed: what came of it and, in the same act, what is to be done next.
package struct ActivityCompletion: Sendable, Equatable {
    /// The activity that follows; whoever does this one does it as well.
    package struct NextStep: Sendable, Equatable {
        package let type: ActivityType
        package let title: String
        package let dueAt: Instant?

        package init(type: ActivityType, title: String, dueAt: Instant?) {
            self.type = type
            self.title = title
            self.dueAt = dueAt
        }
    }

    package let result: String
    /// nil: nothing follows.
    package let next: NextStep?
    /// The version the form showed; nil where completing does not depend on it.
    package let version: Int?

    package init(result: String = "", next: NextStep? = nil, version: Int? = nil) {
        self.result = result
        self.next = next
        self.version = version
    }

    /// `next.type`, `next.title`, `next.due_at`: read as soon as a title or a time is typed.
    package init(reading input: Input, in zone: Zone) throws(FieldErrors) {
        var field = FieldReader(input)
        let result = field.text("result", length: 0...10_000)
        let version = field.optional("version") { (text) throws(Complaint.Refusal) in
            guard let version = Int(text), version >= 0 else { throw Complaint.Refusal("error.whole_number") }
            return version
        }
        var step: NextStep?
        if ["next.title", "next.due_at"].contains(where: { !(input[$0] ?? "").trimmed.isEmpty }) {
            let type = field.choice("next.type", of: ActivityType.self)
            let title = field.text("next.title", length: 1...200)
            let due = field.optional("next.due_at") { (text) throws(Complaint.Refusal) in
                try DueTime.parse(text, in: zone)
            }
            if let type, let title, let due { step = NextStep(type: type, title: title, dueAt: due) }
        }
        let values = try field.values(result, version)
        self.init(result: values.0, next: step, version: values.1)
    }
}
