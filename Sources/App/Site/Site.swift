import Crypto
import Forms
package import HTTP
import Models
import Store
package import Web

/// The whole site: every request comes in here and leaves as an answer; nothing is thrown out of it.
package struct Site: Sendable {
    package let services: Services
    package let router: Router
    private let headers: SecurityHeaders

    package init(_ services: Services) {
        self.services = services
        router = Router(Self.features(services).flatMap(\.routes))
        headers = SecurityHeaders(isProduction: services.origin.isSecure)
    }

    package func respond(to request: Request) async -> Response {
        let startedAt = services.outside.nanoseconds()
        var response = await answer(request, startedAt)
        if SecretAddress.holds(request.path) { response.headers["referrer-policy"] = "no-referrer" }
        headers.apply(to: &response)
        let session = response.headers["server-timing"].map { ", \($0)" } ?? ""
        response.headers["server-timing"] = "app;dur=\(milliseconds(since: startedAt))\(session)"
        return response
    }

    /// As `Server-Timing` wants it: `12.034`.
    private func milliseconds(since start: UInt64) -> String {
        let microseconds = (services.outside.nanoseconds() &- start) / 1_000
        return "\(microseconds / 1_000).\(String(microseconds % 1_000 + 1_000).dropFirst())"
    }

    private func answer(_ request: Request, _ startedAt: UInt64) async -> Response {
        if request.path.hasPrefix(StaticFiles.prefix) { return services.files.respond(to: request) }
        if request.path.hasPrefix(Self.programs) { return await program(request) }
        var request = request
        var response: Response
        do {
            response = try await routed(&request, startedAt)
        } catch {
            response = await failure(error, request)
        }
        // Refusals too: the form in them is signed with the key of a cookie that the browser may not have yet.
        if let visit = request.attachment as? Visit { finish(&response, request, visit) }
        return response
    }

    private func routed(_ request: inout Request, _ startedAt: UInt64) async throws -> Response {
        guard request.host.lowercased() == services.origin.authority || Health.isProbe(request) else {
            return Response(.misdirected, text: "This address is not served here.\n")
        }
        switch router.find(request.method, request.path) {
        case .noSuchPath:
            request.attachment = try await visit(request, at: .site, startedAt)
            throw NotVisible()
        case .otherMethods(let methods):
            if !request.path.hasPrefix("/hooks/") {
                request.attachment = try await visit(request, at: .site, startedAt)
            }
            return try await methodNotAllowed(request, methods, startedAt)
        case .match(let match) where match.route.access == .hook:
            return try await match.respond(to: request, from: .visitor)
        case .match(let match):
            let askedAt = services.outside.nanoseconds()
            request.uploads = match.route.uploads
            let visit = try await visit(request, at: match.place ?? .site, startedAt)
            let lookUp = "session;dur=\(milliseconds(since: askedAt))"
            request.attachment = visit
            if !request.method.isSafe, let refusal = try await refusedForm(request, visit, match.route.access) {
                return refusal
            }
            if match.place == nil { throw NotVisible() }
            if let membership = visit.session?.membership, let barrier = membership.barrier {
                throw ShutOut(by: barrier, organization: membership.organizationName)
            }
            var response = try await match.respond(to: request, from: visit.caller)
            response.headers["server-timing"] = lookUp
            return response
        }
    }

    /// One look-up of the session, with the part its person has in the tenant that the address names.
    private func visit(_ request: Request, at place: AddressedTenant, _ startedAt: UInt64) async throws -> Visit {
        let cookies = request.cookies
        let token = cookies[SetCookie.fullName(CookieName.session)].flatMap { Token($0) }
        var session: Session?
        if let token {
            switch place {
            case .site: session = try await services.store.session(tokenHash: token.hash)
            case .organization(let id):
                session = try await services.store.session(tokenHash: token.hash, organization: id)
            case .project(let id): session = try await services.store.session(tokenHash: token.hash, project: id)
            }
        }
        var renewed: Token?
        if let token, let session, session.needsNewToken, request.isOfPage {
            let new = Token.make()
            if try await services.store.renewToken(token.hash, as: new.hash, of: session.person) { renewed = new }
        }
        let carried = cookies[SetCookie.fullName(CookieName.visitor)].flatMap { Token($0) }
        let visitor = session == nil && carried == nil ? Token.make() : nil
        let key = session?.csrfKey ?? services.visitorKey(carried ?? visitor)
        return Visit(
            session: session,
            language: session?.language.flatMap(Language.init(rawValue:))
                ?? cookies[SetCookie.fullName(CookieName.language)].flatMap(Language.init(rawValue:))
                ?? Language.negotiated(request.headers["accept-language"]),
            theme: (session?.theme ?? cookies[SetCookie.fullName(CookieName.theme)]).flatMap(
                Frame.Theme.init(rawValue:)),
            menu: cookies[SetCookie.fullName(CookieName.menu)].flatMap(Frame.Menu.init(rawValue:)) ?? .wide,
            csrfKey: key, newVisitorCookie: visitor?.text,
            newSessionCookie: renewed.map { SetCookie.session($0, isLong: session?.isLong == true) },
            sessionTokenHash: (renewed ?? token)?.hash, startedAt: startedAt)
    }

    private func finish(_ response: inout Response, _ request: Request, _ visit: Visit) {
        if let cookie = visit.newVisitorCookie { response.set(SetCookie(CookieName.visitor, cookie)) }
        let name = SetCookie.fullName(CookieName.session)
        if let cookie = visit.newSessionCookie,
            !response.headers.all("set-cookie").contains(where: { $0.hasPrefix(name + "=") })
        {
            response.set(cookie)
        }
        let isDead = visit.session == nil && visit.sessionTokenHash != nil
        if isDead || request.cookies.refused.contains(name),
            !response.headers.all("set-cookie").contains(where: { $0.hasPrefix(name + "=") })
        {
            response.set(.cleared(CookieName.session))
        }
        if response.headers["cache-control"] == nil { response.headers["cache-control"] = "no-store" }
    }
}

package protocol Feature: Sendable {
    var routes: [Route] { get }
}

extension Site {
    /// The whole site, one line per feature.
    static func features(_ services: Services) -> [any Feature] {
        let features: [any Feature] = [
            SignIn(services: services),
            Setup(services: services),
            ForgottenPassword(services: services),
            SignUp(services: services),
            Account(services: services),
            EmailAddress(services: services),
            SecondFactors(services: services),
            Members(services: services),
            MemberEnds(services: services),
            Invitations(services: services),
            Joining(services: services),
            OrganizationSettings(services: services),
            OrganizationLogo(services: services),
            OperatorOrganizations(services: services),
            OperatorMembers(services: services),
            OperatorMails(services: services),
            OperatorLog(services: services),
            Preferences(services: services),
            Home(services: services),
            Notices(services: services),
            Live(services: services),
            Projects(services: services),
            Connections(services: services),
            Deliveries(services: services),
            StatusMapEditor(services: services),
            StatusFetching(services: services),
            SLASettings(services: services),
            HoursSettings(services: services),
            UrgentSettings(services: services),
            PeopleSettings(services: services),
            SavedOrderViews(services: services),
            SavedLeadViews(services: services),
            LeadForms(services: services),
            LeadActs(services: services),
            LeadMoves(services: services),
            Pipeline(services: services),
            Qualification(services: services),
            CustomerForms(services: services),
            CustomerDeletion(services: services),
            Customers(services: services),
            StageSettings(services: services),
            ScoreSettings(services: services),
            AssignmentSettings(services: services),
            LeadBulk(services: services),
            LeadMerges(services: services),
            LeadJoins(services: services),
            SalePages(services: services),
            Attachments(services: services),
            Leads(services: services),
            OrderActs(services: services),
            OrderExport(services: services),
            Orders(services: services),
            Activities(services: services),
            FollowUpPages(services: services),
            OrganizationHoursSettings(services: services),
            ActivityForms(services: services),
            ActivityActs(services: services),
            ParentActivities(services: services),
            WeekPages(services: services),
            CalendarFeeds(services: services),
            Undo(services: services),
            ActivityLog(services: services),
            ActivityExport(services: services),
            Search(services: services),
            OperatorKeys(services: services),
            Intake(services: services),
            OrganizationJobs(services: services),
            OperatorJobs(services: services),
            Tokens(services: services),
            CallerAPI(services: services),
            ProjectsAPI(services: services),
            StatusesAPI(services: services),
            OrdersAPI(services: services),
            OrderStreamAPI(services: services),
            LeadIntake(services: services),
            LeadDoors(services: services),
            LeadFormEditor(services: services),
            PublicForm(services: services),
            CustomersAPI(services: services),
            LeadsAPI(services: services),
            LeadContactsAPI(services: services),
            LeadStagesAPI(services: services),
            PipelineAPI(services: services),
            NoticesAPI(services: services),
            ActivitiesAPI(services: services),
            SLAAPI(services: services),
            HoursAPI(services: services),
            Health(services: services),
        ]
        return features + [Reference(services: services, routes: features.flatMap(\.routes))]
    }
}
