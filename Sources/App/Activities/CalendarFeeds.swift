import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// A member's activities for their calendar program, under a secret address of their own.
struct CalendarFeeds: Feature {
    static let page = OrganizationPath("/calendar/feed")
    static let end = OrganizationPath("/calendar/feed/end")
    static let feed = Path("/calendar/{}", TokenText.self)

    private static let daysBack = 30, daysAhead = 90
    /// What nobody gave a length takes in a calendar, in minutes.
    private static let usualLength = 30

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, ViewLeads.self, show),
            Route(.post, Self.page, ViewLeads.self, make),
            Route(.get, Self.end, ViewLeads.self, ask),
            Route(.post, Self.end, ViewLeads.self, remove),
            Route(.get, hook: Self.feed, read),
        ]
    }

    func show(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        let madeAt = try await services.store.calendarFeedMade(scope)
        return try await services.page(
            CalendarFeedPage(address: nil, madeAt: madeAt, in: scope.organizationPublicID), for: request)
    }

    /// The one time that the address is seen: only its hash is kept, and no later page can show it.
    func make(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        let token = Token.make(), now = services.outside.now()
        guard let text = TokenText(pathText: token.text) else { throw NotVisible() }
        try await services.store.makeCalendarFeed(tokenHash: token.hash, by: scope, at: now)
        return try await services.page(
            CalendarFeedPage(
                address: services.origin.description + Self.feed(text), madeAt: now, in: scope.organizationPublicID),
            .created, for: request)
    }

    func ask(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        let organization = scope.organizationPublicID
        return try await services.page(
            ConfirmPage(
                action: Self.end(in: organization), title: Complaint("feed.end_title"),
                text: Complaint("feed.end_text"),
                verb: Complaint("feed.end"), cancel: Self.page(in: organization), version: nil, facts: []),
            for: request)
    }

    func remove(_ scope: Scope<ViewLeads>, _ request: Request) async throws -> Response {
        try await services.store.endCalendarFeed(by: scope, at: services.outside.now())
        return try await services.redirect(
            to: Self.page(in: scope.organizationPublicID), saying: Flash("flash.feed_ended"), for: request)
    }

    /// Whoever knows the address reads it; a wrong one and one that was ended are the same 404.
    func read(_ caller: HookCaller, _ request: Request, _ secret: TokenText) async throws -> Response {
        guard let token = Token(secret.pathText),
            let feed = try await services.store.calendarFeed(tokenHash: token.hash)
        else {
            try await services.limit(
                services.rates.hookRefusals, "calendar:refused:\(AddressPrefix.of(request.address))")
            return Response(.notFound, text: "No such address.\n")
        }
        try await services.limit(services.rates.token, "calendar:\(Hex.encode(Array(token.hash.prefix(12))))")
        let now = services.outside.now(), scope = try Scope<ViewLeads>(feed.member)
        let rows = try await services.store.ownActivities(
            from: now.advanced(seconds: -Self.daysBack * 86_400), to: now.advanced(seconds: Self.daysAhead * 86_400),
            limit: Store.mostEvents, scope)
        let language = feed.language.flatMap(Language.init(rawValue:)) ?? .standard
        let events = rows.compactMap { event($0, feed.member.organizationPublicID, language) }
        let text = ICalendar.text("Takt: \(feed.organizationName)", events)
        return Response(
            .ok, headers: ["content-type": "text/calendar; charset=utf-8", "cache-control": "private, no-cache"],
            body: Array(text.utf8))
    }

    private func event(
        _ activity: ActivityRecord, _ organization: PublicID, _ language: Language
    ) -> CalendarEvent? {
        guard let begin = activity.dueAt else { return nil }
        let type = (try? services.texts.text("activity_type.\(activity.type.rawValue)", in: language)) ?? ""
        let mark = activity.state == .completed ? "✓ " : ""
        return CalendarEvent(
            id: activity.id.text, summary: "\(mark)\(type): \(activity.title) (\(activity.company))",
            description: [activity.notes, activity.result].filter { !$0.isEmpty }.joined(separator: "\n\n"),
            address: services.origin.description + ActivityForms.activity(in: organization, activity.id), begin: begin,
            minutes: activity.minutes ?? Self.usualLength, changedAt: activity.changedAt, version: activity.version,
            isCancelled: activity.state == .skipped)
    }
}

/// `Resources/templates/activities/feed.html`
struct CalendarFeedPage: Page {
    static let template = "activities/feed.html"
    static let place = NavigationItem.activities

    /// Shown once, when it is made.
    let address: String?
    /// nil: there is none.
    let madeAt: Instant?
    let action, end, calendar: String

    init(address: String?, madeAt: Instant?, in organization: PublicID) {
        self.address = address
        self.madeAt = madeAt
        action = CalendarFeeds.page(in: organization)
        end = CalendarFeeds.end(in: organization)
        calendar = WeekPages.page(in: organization)
    }

    static var examples: [CalendarFeedPage] {
        guard let organization = PublicID(rawValue: "a2b3c4d5e6") else { return [] }
        return [
            CalendarFeedPage(address: nil, madeAt: nil, in: organization),
            CalendarFeedPage(address: nil, madeAt: .example(hours: -300), in: organization),
            CalendarFeedPage(
                address: "https://takt.example/calendar/" + String(repeating: "a", count: 43), madeAt: .example,
                in: organization),
        ]
    }
}
