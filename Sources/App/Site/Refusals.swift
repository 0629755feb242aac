import Crypto
import Forms
import HTTP
import Models
import Store
import Web

extension Site {
    /// CSRF in two layers: where the browser says the form comes from, and the token that only a page of
    /// this session can hold. nil when both hold; otherwise 403 with everything that was typed.
    func refusedForm(_ request: Request, _ visit: Visit, _ access: AccessKind) async throws -> Response? {
        let input = try request.input()
        let token = input["csrf"] ?? request.headers["x-csrf"] ?? ""
        let isOurs = comesFromHere(request) && !visit.csrfKey.isEmpty && CSRF.holds(token, key: visit.csrfKey)
        if isOurs { return nil }
        // Somebody whose session ended signs in first; the form waits inside the sign-in page. The route lets
        // no visitor in, so nothing happens without a session.
        if visit.session == nil, access != .anyone, comesFromHere(request) { return nil }
        services.log.event("form_refused", ["request": .string(request.id), "path": .string(Log.masked(request.path))])
        return try await outOfDate(request, input)
    }

    private func comesFromHere(_ request: Request) -> Bool {
        if let site = request.headers["sec-fetch-site"] { return site == "same-origin" }
        return request.headers["origin"] == services.origin.description
    }

    private func outOfDate(_ request: Request, _ input: Input) async throws -> Response {
        // What another site had the browser send is shown to nobody as theirs to send again.
        if let site = request.headers["sec-fetch-site"], ["cross-site", "same-site"].contains(site) {
            return try services.knownPage(FaultPage(.forbidden), .forbidden, for: request)
        }
        let page = SendAgainPage(reason: .expired, action: request.path, fields: HeldForm.kept(input))
        return try services.knownPage(page, .forbidden, for: request)
    }

    func methodNotAllowed(_ request: Request, _ methods: [Method], _ startedAt: UInt64) async throws -> Response {
        let allowed = (methods.contains(.get) ? methods + [.head] : methods).map(\.rawValue).joined(separator: ", ")
        var response =
            request.path.hasPrefix("/hooks/")
            ? Response(.methodNotAllowed, text: "This address takes POST with a JSON body.\n")
            : try services.knownPage(FaultPage(.methodNotAllowed), .methodNotAllowed, for: request)
        response.headers["allow"] = allowed
        return response
    }

    /// Everything that a handler can throw, as an answer. What went wrong inside stands in the log under
    /// the incident number, never on the page.
    func failure(_ error: any Error, _ request: Request) async -> Response {
        do {
            return try await answer(to: error, request)
        } catch let second {
            // What the answer needed failed too: the database that names the admins, for one.
            return (try? Store.isOutage(second) ? away(second, request) : broken(second, request))
                ?? Response(.internalServerError, text: "Incident \(request.id)\n")
        }
    }

    private func answer(to error: any Error, _ request: Request) async throws -> Response {
        switch error {
        case is SignInRequired:
            return try await signInFirst(request)
        case let required as FreshPasswordRequired:
            let page = SignInPage(
                email: required.email, staysSignedIn: false, problem: Complaint("sign_in.confirm"), next: required.next,
                held: required.held)
            return unauthorized(try services.plainPage(page, .unauthorized, for: request))
        case let out as ShutOut:
            return try await shutOut(out, request)
        case is NotVisible:
            return try await fault(FaultPage(.notFound), .notFound, request)
        case let denied as AccessDenied:
            return try await forbidden(denied, request)
        case let refusal as BodyRefusal:
            let kind = FaultPage.Fault(rawValue: refusal.status.code) ?? .badRequest
            return try services.knownPage(FaultPage(kind), refusal.status, for: request)
        case let many as TooMany:
            var response = try services.knownPage(
                FaultPage(.tooManyRequests, retryAfter: many.seconds), .tooManyRequests, for: request)
            response.headers["retry-after"] = "\(many.seconds)"
            return response
        case let many as TooManyExports:
            let reason = Complaint("fault.exports_running", ["n": "\(many.most)"])
            var response = try await fault(
                FaultPage(.tooManyRequests, reason: reason), .tooManyRequests, request)
            response.headers["retry-after"] = "30"
            return response
        case let busy as Busy:
            return try unavailable(after: busy.retryAfterSeconds, request)
        case _ where Store.isOutage(error): return try away(error, request)
        default: return try broken(error, request)
        }
    }

    private func away(_ error: any Error, _ request: Request) throws -> Response {
        services.log.event("database_away", ["request": .string(request.id), "error": .string("\(error)")])
        return try unavailable(after: 2, request)
    }

    private func broken(_ error: any Error, _ request: Request) throws -> Response {
        services.log.event(
            "incident",
            [
                "request": .string(request.id), "path": .string(Log.masked(request.path)),
                "error": .string(Store.safeDescription(of: error)),
            ])
        return try services.knownPage(FaultPage(.broken, incident: request.id), .internalServerError, for: request)
    }

    /// Nothing of the organization is on these answers but its name.
    private func shutOut(_ out: ShutOut, _ request: Request) async throws -> Response {
        switch out.barrier {
        case .suspended:
            return try await services.page(
                SuspendedPage(organization: out.organization), .forbidden, for: request)
        case .secondFactor:
            let words = Flash("second_factor.required", ["organization": out.organization], isProblem: true)
            return try await services.redirect(to: SecondFactors.setup(), saying: words, for: request)
        }
    }

    private func signInFirst(_ request: Request) async throws -> Response {
        if request.method.isSafe {
            let address = ReturnAddress.own(request.path + (request.query.isEmpty ? "" : "?" + request.query))
            return .redirect(
                to: address == "/" ? SignIn.page() : "\(SignIn.page())?next=\(PercentEncoding.encode(address))")
        }
        let page = SignInPage(
            email: "", staysSignedIn: false, problem: Complaint("sign_in.expired"),
            next: ReturnAddress.own(request.path),
            held: HeldForm.holding((try? request.input()) ?? .none))
        return unauthorized(try services.plainPage(page, .unauthorized, for: request))
    }

    private func unauthorized(_ response: Response) -> Response {
        var response = response
        response.headers["www-authenticate"] = "Form realm=\"Takt\""
        return response
    }

    private func forbidden(_ denied: AccessDenied, _ request: Request) async throws -> Response {
        var names: [String] = []
        if let member = request.visit.session?.membership?.member {
            names = try await services.store.namesOfAdmins(of: member)
            services.log.event(
                "access_denied",
                [
                    "request": .string(request.id), "person": .string(member.person.text),
                    "right": .string(denied.right),
                ])
            try await services.store.noteDenial(of: denied.right, to: member, at: services.outside.now())
        }
        let page = FaultPage(.forbidden, role: denied.needs.rawValue, grantors: names)
        return try await fault(page, .forbidden, request)
    }

    private func fault(_ page: FaultPage, _ status: Status, _ request: Request) async throws -> Response {
        request.visit.session == nil
            ? try services.plainPage(page, status, for: request)
            : try await services.page(page, status, for: request)
    }

    private func unavailable(after seconds: Int, _ request: Request) throws -> Response {
        let address = request.method == .get ? ReturnAddress.own(request.path) : ""
        let page = FaultPage(
            .unavailable, incident: request.id, retryAfter: seconds, retry: address.isEmpty ? nil : address)
        var response =
            request.path.hasPrefix("/hooks/")
            ? Response(.unavailable, text: "Try again.\n")
            : try services.plainPage(page, .unavailable, for: request)
        response.headers["retry-after"] = "\(seconds)"
        return response
    }
}

/// A member may not come into their organization at present.
struct ShutOut: Error {
    let barrier: Session.Barrier
    let organization: String

    init(by barrier: Session.Barrier, organization: String) {
        self.barrier = barrier
        self.organization = organization
    }
}
