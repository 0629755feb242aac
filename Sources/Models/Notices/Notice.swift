/// Something people should know without having asked. It is kept as words of the catalogue with values,
/// so that each reader is told in their own language.
package struct Notice: Sendable, Equatable {
    /// What is said: `notice.` and the raw value is the headline, with `_text` behind it the sentence below.
    package enum Words: String, Sendable, CaseIterable {
        /// The outside CRM told statuses that nobody has put into a group yet.
        case newStatuses = "new_statuses"
        /// An order entered a status that no dictionary tells.
        case unknownStatus = "unknown_status"
        case connectionFailing = "connection_failing"
        /// Webhooks with the right secret came that cannot be read.
        case deliveriesMalformed = "deliveries_malformed"
        /// A background task gave up for good.
        case jobDead = "job_dead"
        /// A token is about to end, and what uses it with it.
        case tokenEnding = "token_ending"
        /// A secret of the door for leads has been in use for long.
        case leadSecretOld = "lead_secret_old"
        /// Something that one has to do has become due.
        case activityDue = "activity_due"
        /// Somebody spoke to one in a note.
        case mentioned
        /// A lead came in, and the rules of assignment gave it to one.
        case leadArrived = "lead_arrived"
        /// Somebody gave one a lead.
        case leadGiven = "lead_given"
        /// The score of a lead that one works on has come so far that it is called.
        case leadReached = "lead_reached"
        /// Nobody has reacted to such a lead in time.
        case leadUnanswered = "lead_unanswered"
        /// Kept by another version of the program, whose words this one does not know.
        case other

        /// The values that its texts may name.
        package var arguments: Set<String> {
            switch self {
            case .newStatuses: ["n", "names"]
            case .unknownStatus: ["status"]
            case .jobDead: ["job", "n"]
            case .tokenEnding: ["token", "owner", "date"]
            case .activityDue: ["title", "company"]
            case .mentioned: ["person", "company", "text"]
            case .leadGiven: ["person", "company"]
            case .leadReached: ["company", "score"]
            case .leadArrived, .leadUnanswered: ["company"]
            case .connectionFailing, .deliveriesMalformed, .leadSecretOld, .other: []
            }
        }

        package var titleKey: String { "notice.\(rawValue)" }
        package var textKey: String { "notice.\(rawValue)_text" }

        package init(titleKey: String) {
            self = Self(rawValue: String(titleKey.trimmingPrefix("notice."))) ?? .other
        }
    }

    package enum Level: String, Sendable, CaseIterable { case info, warning, success, error, system }

    package enum Priority: String, Sendable, CaseIterable { case low, medium, high, urgent }

    /// An open list: another program may keep notices of kinds that this one has no word for.
    package struct Category: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let system = Category(rawValue: "system")
        package static let order = Category(rawValue: "order")
        package static let quote = Category(rawValue: "quote")
        package static let opportunity = Category(rawValue: "opportunity")
        package static let maintenance = Category(rawValue: "maintenance")
        package static let payment = Category(rawValue: "payment")
        package static let client = Category(rawValue: "client")
        package static let general = Category(rawValue: "general")
        /// Those that have a word of the catalogue.
        package static let known = [system, order, quote, opportunity, maintenance, payment, client, general]
    }

    /// What it is about; the page makes the link of it.
    package enum Subject: String, Sendable {
        case statuses, connection, deliveries, order, job, activity, lead, customer
    }

    package let words: Words
    package let arguments: [String: String]
    package let level: Level
    package let priority: Priority
    package let category: Category
    package var subject: Subject?
    /// Of the subject, where it has one: an order's number.
    package var subjectID: String?
    /// Where to go, for what no subject leads to: an address of this site of at most 500 characters.
    package var address: String?
    /// Told once: while one of this key is unread, or within an hour of the last one, nothing is added.
    package var collapsing: String?
    package var expiresAt: Instant?

    package init(
        _ words: Words, _ arguments: [String: String], _ level: Level, priority: Priority = .medium,
        category: Category = .general, about subject: Subject? = nil, _ subjectID: String? = nil,
        address: String? = nil, collapsing: String? = nil, expiresAt: Instant? = nil
    ) {
        self.words = words
        self.arguments = arguments
        self.level = level
        self.priority = priority
        self.category = category
        self.subject = subject
        self.subjectID = subjectID
        self.address = address
        self.collapsing = collapsing
        self.expiresAt = expiresAt
    }
}

/// Who is told. The same right decides again whenever somebody reads the notice.
package enum Audience: Sendable {
    /// Everybody who holds the right, in a project only those who see it; not who did it themselves.
    case holders(of: any Permission.Type, in: Project.ID?)
    /// These people, as far as they are still members.
    case members([Person.ID], in: Project.ID?)

    package var project: Project.ID? {
        switch self {
        case .holders(_, let project), .members(_, let project): project
        }
    }

    /// The right that its reader must hold.
    package var permission: String? {
        if case .holders(let right, _) = self { right.key } else { nil }
    }
}
