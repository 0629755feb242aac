import Forms
import HTTP
import Models
import Store
import Web

/// One's own notices, from all organizations one belongs to.
struct Notices: Feature {
    static let list = Path("/notifications")
    static let unread = Path("/notifications/unread-count")
    static let allRead = Path("/notifications/mark-all-read")
    static let read = Path("/notifications/{}/read", Int.self)
    static let deletion = Path("/notifications/{}/delete", Int.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, person: Self.list, showAll),
            Route(.get, person: Self.unread, countUnread),
            Route(.post, person: Self.allRead, markAllRead),
            Route(.post, person: Self.read, markRead),
            Route(.post, person: Self.deletion, delete),
        ]
    }

    func showAll(_ scope: PersonScope, _ request: Request) async throws -> Response {
        let query = try request.queryInput()
        let showsAll = query["show"] == "all"
        let before = query["before"].flatMap(Int.init(pathText:))
        let list = try await services.store.notices(
            of: scope, isUnreadOnly: !showsAll, before: before, at: services.outside.now())
        let organizations = try await services.store.organizations(of: scope)
        let page = NoticesPage(
            list, organizations: Dictionary(organizations.map { ($0.id, $0.publicID) }) { first, _ in first },
            showsAll: showsAll, isFirst: before == nil)
        return try await services.page(page, for: request)
    }

    /// For the badge: a number and nothing else.
    func countUnread(_ scope: PersonScope, _ request: Request) async throws -> Response {
        let count = try await services.store.unreadNotices(of: scope.person, at: services.outside.now())
        return Response(.ok, json: .object([JSON.Member("unread", .number("\(count)"))]))
    }

    func markRead(_ scope: PersonScope, _ request: Request, _ id: Int) async throws -> Response {
        guard try await services.store.markRead(id, of: scope, at: services.outside.now()) else { throw NotVisible() }
        return .redirect(to: try back(request))
    }

    func markAllRead(_ scope: PersonScope, _ request: Request) async throws -> Response {
        let id = try request.input()["up_to"].flatMap { Int($0) } ?? 0
        let count = try await services.store.markAllRead(upTo: id, of: scope, at: services.outside.now())
        return try await services.redirect(
            to: try back(request), saying: Flash("flash.notices_read", ["n": "\(count)"]), for: request)
    }

    func delete(_ scope: PersonScope, _ request: Request, _ id: Int) async throws -> Response {
        guard try await services.store.deleteNotice(id, of: scope, at: services.outside.now()) else {
            throw NotVisible()
        }
        return try await services.redirect(to: try back(request), saying: Flash("flash.notice_deleted"), for: request)
    }

    /// The tab that the form stands on.
    private func back(_ request: Request) throws -> String {
        try request.input()["show"] == "all" ? NoticesPage.all : Self.list()
    }
}
