import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// Signing in and out. The answer to a wrong password, an unknown address and a deactivated person is
/// the same in words and in time.
struct SignIn: Feature {
    static let page = Path("/login")
    static let end = Path("/logout")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, open: Self.page, show),
            Route(.post, open: Self.page, signIn),
            Route(.get, open: Self.second, showSecond),
            Route(.post, open: Self.second, signInSecond),
            Route(.post, open: Self.end, signOut),
        ]
    }

    func show(_ visitor: Visitor, _ request: Request) async throws -> Response {
        if visitor.person != nil { return .redirect(to: Home.start()) }
        let query = try request.queryInput()
        let next = ReturnAddress.own(query["next"] ?? "")
        let notice = query["done"].flatMap(Arrival.init(rawValue:))?.words
        return try await services.page(
            SignInPage(email: "", staysSignedIn: false, problem: nil, next: next, held: [], notice: notice),
            for: request)
    }

    /// What people have done just before they sign in for the first time.
    enum Arrival: String, CaseIterable {
        case signedUp = "signed_up"
        case joined
        case setUp = "set_up"

        var words: Complaint { Complaint("sign_in.\(rawValue)") }
    }

    /// The sign-in page with a sentence about what was done.
    static func page(after arrival: Arrival) -> String { "\(page())?done=\(arrival.rawValue)" }

    func signIn(_ visitor: Visitor, _ request: Request) async throws -> Response {
        let input = try request.input()
        let email = (input["email"] ?? "").trimmed
        do {
            let login = try await verified(email, input["password"] ?? "", request)
            if let step = try await secondStep(login, input, request) { return step }
            return try await begin(login, input, request)
        } catch let refusal as SignInRefusal {
            var response = try await services.page(
                SignInPage(
                    email: email, staysSignedIn: input["stay"] != nil, problem: refusal.problem,
                    next: ReturnAddress.own(input["next"] ?? ""), held: HeldForm.fields(of: input)),
                refusal.status, for: request)
            if let seconds = refusal.retryAfter { response.headers["retry-after"] = "\(seconds)" }
            return response
        }
    }

    func signOut(_ visitor: Visitor, _ request: Request) async throws -> Response {
        if let person = visitor.person, let hash = request.visit.sessionTokenHash {
            try await services.store.endSession(tokenHash: hash, of: person.person)
            services.log.event("signed_out", ["person": .string(person.person.text)])
        }
        var response = Response.redirect(to: Self.page())
        response.set(.cleared(CookieName.session))
        response.headers["clear-site-data"] = "\"cache\", \"storage\""
        return response
    }

    /// The login whose password this is, or `SignInRefusal`. Limits come before the hash: it is the
    /// most expensive thing an unknown caller can ask for.
    private func verified(_ email: String, _ password: String, _ request: Request) async throws -> Login {
        guard !email.isEmpty, email.utf8.count <= 254, !password.isEmpty, password.utf8.count <= 1_024 else {
            throw SignInRefusal.wrong
        }
        let login = try await services.store.login(email: email)
        let wait = try await waitingTime(email, request)
        if wait > 0 {
            guard let login, try await isKnownDevice(request, of: login.person) else { throw SignInRefusal.wait(wait) }
        }
        let verdict: PasswordVerdict
        do {
            verdict = try await services.passwords.verify(
                password, against: login.map { PasswordHash(phc: $0.password.hash, pepperID: $0.password.pepperID) })
        } catch {
            throw SignInRefusal.busy(error.retryAfterSeconds)
        }
        guard let login, verdict.matches else {
            services.log.event("sign_in_refused", ["request": .string(request.id)])
            try await services.store.noteSignInFailure(of: login?.person)
            throw SignInRefusal.wrong
        }
        if verdict.needsRehash, let hash = try? await services.passwords.hash(password) {
            try await services.store.rehashPassword(
                StoredPassword(hash: hash.phc, pepperID: hash.pepperID), of: login.person)
        }
        return login
    }

    /// Seconds until another attempt: per account and network, per account, per network.
    private func waitingTime(_ email: String, _ request: Request) async throws -> Int {
        let account = AddressKey.of(email)
        let network = AddressPrefix.of(request.address)
        let waits = [
            try await services.wait(services.rates.signIn, "login:\(account):\(network)"),
            try await services.wait(services.rates.signInAccount, "login:\(account)"),
            try await services.wait(services.rates.signInAddress, "login::\(network)"),
        ]
        return waits.max() ?? 0
    }

    private func isKnownDevice(_ request: Request, of person: Person.ID) async throws -> Bool {
        guard let mark = request.cookies[SetCookie.fullName(CookieName.device)].flatMap({ Token($0) }) else {
            return false
        }
        return try await services.store.isKnownDevice(mark.hash, of: person)
    }

    /// Both steps are done: a session under a new token. `flash`: what the first page says.
    func begin(_ login: Login, _ input: Input, _ request: Request, saying flash: Flash? = nil) async throws -> Response
    {
        let token = Token.make()
        let known = request.cookies[SetCookie.fullName(CookieName.device)].flatMap { Token($0) }
        let device = known ?? Token.make()
        let isLong = input["stay"] != nil
        if let old = request.visit.session, let hash = request.visit.sessionTokenHash, old.person != login.person {
            // Somebody else's on the same machine: the new person may not touch it, so it ends as its own.
            try await services.store.endSession(tokenHash: hash, of: old.person)
        }
        try await services.store.beginSession(
            NewSession(
                tokenHash: token.hash, person: login.person, organization: login.lastOrganization,
                csrfKey: services.outside.randomBytes(32), isLong: isLong,
                userAgent: request.headers["user-agent"] ?? "", address: AddressPrefix.of(request.address),
                deviceMark: device.hash),
            replacing: request.visit.sessionTokenHash)
        services.log.event("signed_in", ["person": .string(login.person.text)])
        let held = HeldForm.fields(of: input)
        let next = ReturnAddress.own(input["next"] ?? "")
        var response =
            held.isEmpty || next.isEmpty
            ? try await redirect(to: next.isEmpty ? Home.start() : next, saying: flash, with: token, request)
            : try await sendAgain(held, to: next, with: token, request)
        response.set(SetCookie(CookieName.session, token.text, maxAge: isLong ? 30 * 86_400 : nil))
        response.set(SetCookie(CookieName.device, device.text, maxAge: 365 * 86_400))
        response.set(.cleared(CookieName.visitor))
        return response
    }

    /// What was typed before the session ended, ready to be sent once more under the new session.
    private func sendAgain(
        _ held: [HiddenField], to action: String, with token: Token, _ request: Request
    ) async throws -> Response {
        let request = try await signedIn(request, with: token)
        let page = SendAgainPage(reason: .signedIn, action: action, fields: HeldForm.released(held))
        return try await services.page(page, for: request)
    }
}

extension SignIn {
    private func redirect(
        to address: String, saying flash: Flash?, with token: Token, _ request: Request
    ) async throws -> Response {
        guard let flash else { return .redirect(to: address) }
        return try await services.redirect(to: address, saying: flash, for: try await signedIn(request, with: token))
    }

    /// The request as its person would have sent it with the new session.
    private func signedIn(_ request: Request, with token: Token) async throws -> Request {
        guard let session = try await services.store.session(tokenHash: token.hash) else { throw SignInRequired() }
        var request = request
        request.attachment = request.visit.signed(in: session)
        return request
    }
}

/// Why nobody was signed in, in the same words for every cause that tells something about an account.
enum SignInRefusal: Error {
    case wrong
    case wait(Int)
    case busy(Int)

    var status: Status {
        switch self {
        case .wrong: .unprocessable
        case .wait: .tooManyRequests
        case .busy: .unavailable
        }
    }

    var problem: Complaint {
        switch self {
        case .wrong: Complaint("sign_in.wrong")
        case .wait(let seconds): Complaint("sign_in.wait", ["minutes": "\((seconds + 59) / 60)"])
        case .busy: Complaint("sign_in.busy")
        }
    }

    var retryAfter: Int? {
        switch self {
        case .wrong: nil
        case .wait(let seconds), .busy(let seconds): seconds
        }
    }
}

/// An address of this site to come back to; anything that could lead elsewhere becomes empty.
enum ReturnAddress {
    static func own(_ text: String) -> String {
        let isOwn =
            text.hasPrefix("/") && !text.hasPrefix("//") && !text.hasPrefix("/\\") && text.utf8.count <= 2_000
            && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") }
        return isOwn ? text : ""
    }
}
