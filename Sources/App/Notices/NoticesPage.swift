import Forms
import Models
import Store
import Web

/// `Resources/templates/notices/notices.html`: what one should know, the newest first.
struct NoticesPage: Page {
    static let template = "notices/notices.html"
    static let place = NavigationItem.notifications
    /// The tab of all notices, read ones too.
    static let all = Notices.list() + "?show=all"

    struct Row: Encodable {
        let title, text: Complaint
        let isUnread: Bool
        /// `info`, `near`, `over` or `ok`: the picture and its colour.
        let tone: String
        let isUrgent: Bool
        let category: Complaint
        /// Organization and project it comes from.
        let place: String
        /// Where it leads, and the words of the link; nil where there is nothing to see.
        let path: String?
        let link: Complaint?
        let at: Instant
        /// When it happened last, where it repeats.
        let lastAt: Instant?
        /// Where a POST marks it as read, and where one deletes it.
        let read, delete: String
    }

    let showsAll: Bool
    /// Counted up to 100.
    let unread: Int
    let rows: [Row]
    let unreadPath = Notices.list()
    let allPath = NoticesPage.all
    let markAll = Notices.allRead()
    /// The newest notice shown: marking all as read stops there.
    let upTo: String?
    let older, newest: String?
}

extension NoticesPage {
    /// `organizations`: the addresses of those one belongs to.
    init(_ list: NoticeList, organizations: [Organization.ID: PublicID], showsAll: Bool, isFirst: Bool) {
        let path = showsAll ? Self.all : Notices.list()
        self.init(
            showsAll: showsAll, unread: list.unread,
            rows: list.rows.map { Row($0, in: organizations[$0.organization]) },
            upTo: list.rows.first.map { "\($0.id)" },
            older: list.hasOlder ? list.rows.last.map { "\(path)\(showsAll ? "&" : "?")before=\($0.id)" } : nil,
            newest: isFirst ? nil : path)
    }
}

extension NoticesPage.Row {
    init(_ row: NoticeRow, in organization: PublicID?) {
        let notice = row.notice
        let link = NoticeLink(row, in: organization)
        let category = Notice.Category.known.contains(notice.category)
        self.init(
            title: Complaint(notice.words.titleKey, notice.arguments),
            text: Complaint(notice.words.textKey, notice.arguments), isUnread: !row.isRead,
            tone: notice.level.tone, isUrgent: notice.priority == .urgent || notice.priority == .high,
            category: category
                ? Complaint("notice_category.\(notice.category.rawValue)")
                : Complaint("notices.other_category", ["name": notice.category.rawValue]),
            place: [row.organizationName, row.projectName].compactMap(\.self).joined(separator: " / "),
            path: link?.path, link: link?.words, at: row.createdAt,
            lastAt: row.toldAt > row.createdAt ? row.toldAt : nil, read: Notices.read(row.id),
            delete: Notices.deletion(row.id))
    }
}

extension Notice.Level {
    fileprivate var tone: String {
        switch self {
        case .info, .system: "info"
        case .warning: "near"
        case .error: "over"
        case .success: "ok"
        }
    }
}

/// Where a notice leads: to what it is about, or to the address that came with it.
struct NoticeLink {
    let path: String
    let words: Complaint

    /// `organization`: the address of the one it comes from; nil: unknown.
    init?(_ row: NoticeRow, in organization: PublicID?) {
        switch (row.notice.subject, row.project) {
        case (.statuses, let project?):
            self.init(StatusMapEditor.page(in: project), "notices.open_statuses")
        case (.connection, let project?):
            self.init(Connections.page(in: project), "notices.open_connection")
        case (.deliveries, let project?):
            self.init(Deliveries.list(in: project) + "?verdict=malformed", "notices.open_deliveries")
        case (.order, let project?):
            guard let number = row.notice.subjectID.flatMap({ Int($0) }) else { return nil }
            self.init(Orders.order(in: project, number), "notices.open_order")
        case (.job, _):
            guard let organization else { return nil }
            self.init(OrganizationJobs.page(in: organization), "notices.open_jobs")
        case (.activity, _):
            guard let organization, let id = row.notice.subjectID.flatMap({ ActivityRecord.ID(text: $0) }) else {
                return nil
            }
            self.init(ActivityForms.activity(in: organization, id), "notices.open_activity")
        case (.lead, _):
            guard let organization, let id = row.notice.subjectID.flatMap({ Lead.ID(text: $0) }) else { return nil }
            self.init(Leads.lead(in: organization, id), "notices.open_lead")
        case (.customer, _):
            guard let organization, let id = row.notice.subjectID.flatMap({ Customer.ID(text: $0) }) else {
                return nil
            }
            self.init(Customers.customer(in: organization, id), "notices.open_customer")
        default:
            guard let address = row.notice.address, !ReturnAddress.own(address).isEmpty else { return nil }
            self.init(address, "notices.open")
        }
    }

    private init(_ path: String, _ key: String) {
        self.path = path
        words = Complaint(key)
    }
}
