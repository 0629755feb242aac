import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The notifications of the member for whom a token acts, in the token's organization.
struct NoticesAPI: Feature {
    static let list = APIPath("/notifications")
    static let unread = APIPath("/notifications/unread-count")
    static let allRead = APIPath("/notifications/mark-all-read")
    static let read = APIPath("/notifications/{}/read", Int.self)

    let services: Services

    var routes: [Route] {
        [
            Route(
                .get, api: Self.list, scope: .notificationsRead, SeeOrganization.self,
                Operation(
                    "listNotifications", in: "Notifications", "The notifications",
                    "Those of the token's member in its organization, the newest first, in the language of Accept-Language.",
                    query: Self.query), showList),
            Route(
                .get, api: Self.unread, scope: .notificationsRead, SeeOrganization.self,
                Operation(
                    "countUnreadNotifications", in: "Notifications", "How many are unread", "For a badge."), countUnread
            ),
            Route(
                .patch, api: Self.read, scope: .notificationsWrite, SeeOrganization.self,
                Operation(
                    "readNotification", in: "Notifications", "Mark one as read",
                    "The first time counts: read_at stays as it is when it is marked again.",
                    captures: [(name: "notification", text: "The id of a notification.")], problems: [.notFound]),
                markRead),
            Route(
                .post, api: Self.allRead, scope: .notificationsWrite, SeeOrganization.self,
                Operation(
                    "readAllNotifications", in: "Notifications", "Mark all as read",
                    "Those that the member sees at this moment; what comes later stays unread."), markAllRead),
        ]
    }

    private static let query = [
        Operation.Parameter("is_read", Schema(.boolean, "Only read ones, or only unread ones.")),
        Operation.Parameter("type", .choice(Notice.Level.self, "Only those of a type.")),
        Operation.Parameter(
            "category", .text(1...100, pattern: "^[a-z_]+$", "Only those of a category, as the list names it.")),
        Operation.Parameter("limit", .whole(1...100, "Notifications on a page; 50 when left out.")),
        Operation.Parameter("cursor", .text(nil, "next or previous of an answer to the same filter.")),
    ]

    func showList(_ scope: Scope<SeeOrganization>, _ call: ProgramCall) async throws -> Answer<NoticesResource> {
        let query = try call.query()
        var filter = NoticeFilter()
        filter.isRead = query["is_read"].map { $0 == "true" }
        filter.level = query["type"].flatMap(Notice.Level.init(rawValue:))
        filter.category = query["category"].map(Notice.Category.init(rawValue:))
        filter.limit = query["limit"].flatMap { Int($0) } ?? filter.limit
        let cursors = SignedCursors(filter, of: scope, ring: services.ring)
        if let text = query["cursor"] {
            guard let cursor = NoticeFilter.Cursor(try cursors.read(text)) else { throw Refused(code: .cursor) }
            filter.cursor = cursor
        }
        let list = try await services.store.notices(filter, scope, at: services.outside.now())
        return Answer(
            NoticesResource(
                items: list.rows.map { notice($0, scope, call) }, total: list.total, unread: list.unread,
                previous: list.hasNewer
                    ? list.rows.first.flatMap { cursors.text(NoticeFilter.Cursor($0.id, isBackward: true).text) } : nil,
                next: list.hasOlder
                    ? list.rows.last.flatMap { cursors.text(NoticeFilter.Cursor($0.id, isBackward: false).text) } : nil)
        )
    }

    func countUnread(_ scope: Scope<SeeOrganization>, _ call: ProgramCall) async throws -> Answer<UnreadResource> {
        Answer(UnreadResource(unread: try await services.store.unreadNotices(scope, at: services.outside.now())))
    }

    func markRead(
        _ scope: Scope<SeeOrganization>, _ call: ProgramCall, _ id: Int
    ) async throws -> Answer<NoticeResource> {
        let row = try await services.store.markRead(id, scope, at: services.outside.now()) { row in
            call.kept(Answer(notice(row, scope, call)))
        }
        return Answer(notice(row, scope, call))
    }

    func markAllRead(_ scope: Scope<SeeOrganization>, _ call: ProgramCall) async throws -> Answer<MarkedResource> {
        let count = try await services.store.markAllRead(scope, at: services.outside.now()) { count in
            call.kept(Answer(MarkedResource(count: count)))
        }
        return Answer(MarkedResource(count: count))
    }

    private func notice(
        _ row: NoticeRow, _ scope: Scope<SeeOrganization>, _ call: ProgramCall
    ) -> NoticeResource {
        NoticeResource(row, in: scope.organizationPublicID) { services.say($0, in: call.request.programLanguage) }
    }
}

extension NoticeFilter.Cursor {
    /// `b1205` for the page before that notice, `a1205` for the one after it.
    fileprivate var text: String { "\(isBackward ? "b" : "a")\(id)" }

    fileprivate init?(_ text: String) {
        guard let mark = text.first, "ab".contains(mark), let id = Int(text.dropFirst()) else { return nil }
        self.init(id, isBackward: mark == "b")
    }
}

extension SignedCursors {
    fileprivate init(_ filter: NoticeFilter, of scope: Scope<SeeOrganization>, ring: KeyRing) {
        let filtered = [filter.isRead.map { "\($0)" }, filter.level?.rawValue, filter.category?.rawValue]
        let words = filtered.map { $0.map { "=\($0)" } ?? "" }.joined(separator: "\u{1f}")
        self.init(about: "notifications \(scope.organization.text) \(scope.person.text) \(words)", ring: ring)
    }
}
