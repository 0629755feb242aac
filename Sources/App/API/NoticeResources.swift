import Forms
import Models
import Store
import Web

/// Something the member should know.
struct NoticeResource: Resource {
    let id: Int
    let title, message: String
    let type: Notice.Level
    let priority: Notice.Priority
    let category: String
    let path, subject, subjectID: String?
    let projectID: PublicID?
    let isRead: Bool
    let readAt: Instant?
    let createdAt, toldAt: Instant

    static let fields = [
        Field<Self>("id", \.id, "Its number."),
        Field<Self>("title", \.title, "The headline, in the language of Accept-Language or the member's own."),
        Field<Self>("message", \.message, "A sentence or two."),
        Field<Self>("type", \.type, "How it is meant."),
        Field<Self>("priority", \.priority, "How soon it wants to be known."),
        Field<Self>("category", \.category, "What it belongs to: order, system and others."),
        Field<Self>("action_url", \.path, "Where a person goes on, an address of this site; null: nowhere."),
        Field<Self>("related_entity_type", \.subject, "What it is about: order, statuses and others; null: nothing."),
        Field<Self>("related_entity_id", \.subjectID, "Which one, as an order's number; null: there is but one."),
        Field<Self>("project_id", \.projectID, "The project it comes from; null: the whole organization."),
        Field<Self>("is_read", \.isRead, "Whether the member has read it."),
        Field<Self>("read_at", \.readAt, "When, the first time; null: not yet."),
        Field<Self>("created_at", \.createdAt, "When it happened first."),
        Field<Self>("told_at", \.toldAt, "When it happened last: what repeats is told once."),
    ]
    static let example = NoticeResource(
        id: 1_205, title: "The CRM no longer answers",
        message: "The last test of the connection failed. Webhooks still arrive.", type: .error, priority: .high,
        category: "system", path: "/p/\(PublicID.example.rawValue)/settings/connection", subject: "connection",
        subjectID: nil, projectID: .example, isRead: false, readAt: nil, createdAt: .example(hours: -3),
        toldAt: .example(hours: -1))
}

extension NoticeResource {
    /// `say`: the words of a sentence in the language of the call.
    init(_ row: NoticeRow, in organization: PublicID, say: (Complaint) -> String) {
        let notice = row.notice
        self.init(
            id: row.id, title: say(Complaint(notice.words.titleKey, notice.arguments)),
            message: say(Complaint(notice.words.textKey, notice.arguments)), type: notice.level,
            priority: notice.priority,
            category: notice.category.rawValue, path: NoticeLink(row, in: organization)?.path,
            subject: notice.subject?.rawValue, subjectID: notice.subjectID, projectID: row.project,
            isRead: row.isRead, readAt: row.readAt, createdAt: row.createdAt, toldAt: row.toldAt)
    }
}

struct NoticesResource: Resource {
    let items: [NoticeResource]
    let total: Int?
    let unread: Int
    let previous, next: String?

    static let fields = [
        Field<Self>("items", \.items, "A page of notifications, the newest first."),
        Field<Self>("total", \.total, "How many match; null above 1,000, where nobody counts."),
        Field<Self>("unread_count", \.unread, "How many are unread, whatever is filtered; counting stops at 100."),
        Field<Self>("previous", \.previous, "The cursor of the page before; null: this is the first."),
        Field<Self>("next", \.next, "The cursor of the page after; null: this is the last."),
    ]
    static let example = NoticesResource(
        items: [.example], total: 8, unread: 1, previous: nil, next: "bmV4dCBwYWdlLCBwbGVhc2U")
}

struct UnreadResource: Resource {
    let unread: Int

    static let fields = [Field<Self>("unread_count", \.unread, "How many are unread; counting stops at 100.")]
    static let example = UnreadResource(unread: 3)
}

struct MarkedResource: Resource {
    let count: Int

    static let fields = [Field<Self>("count", \.count, "How many were unread until now.")]
    static let example = MarkedResource(count: 3)
}
