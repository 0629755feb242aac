import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The JSON door: what comes in under `/api`. No cookie is looked at; a bearer token says who calls.
extension Site {
    static let programs = "/api/"

    func program(_ request: Request) async -> Response {
        var request = request
        do {
            return try await programRouted(&request)
        } catch {
            return programFailure(error, request)
        }
    }

    private func programRouted(_ request: inout Request) async throws -> Response {
        guard request.host.lowercased() == services.origin.authority else {
            return Response(.misdirected, text: "This address is not served here.\n")
        }
        switch router.find(request.method, request.path) {
        case .noSuchPath: throw NotVisible()
        case .otherMethods(let methods):
            let allowed = (methods.contains(.get) ? methods + [.head] : methods).map(\.rawValue)
            throw Refused(code: .method, headers: ["allow": allowed.joined(separator: ", ")])
        case .match(let match) where match.route.access == .hook:
            return try await match.respond(to: request, from: .visitor)
        case .match(let match):
            let caller = try await tokenCaller(request, at: match.place)
            guard let key = try idempotencyKey(of: request) else {
                request.attachment = ProgramVisit(caller: caller, claim: nil)
                return try await match.respond(to: request, from: Caller(token: caller))
            }
            return try await once(key, caller, &request, match)
        }
    }

    /// The member for whom the token in the header acts.
    private func tokenCaller(_ request: Request, at place: AddressedTenant?) async throws -> TokenCaller {
        let lines = request.headers.all("authorization")
        guard !lines.isEmpty else { throw Refused(code: .tokenMissing) }
        let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard lines.count == 1, words.count == 2, words[0].lowercased() == "bearer", let token = APIToken(words[1])
        else { throw try await wrongToken(request) }
        var project: PublicID?
        if case .project(let id)? = place { project = id }
        let (rate, all) = (services.rates.token, services.rates.tokenOrganization)
        let found = try await services.store.token(
            token.id, secretHash: token.hash, project: project, address: request.address,
            rates: TokenRates(
                token: (rate.perSecond, Double(rate.burst)), organization: (all.perSecond, Double(all.burst))))
        guard let found else { throw try await wrongToken(request) }
        guard found.isAddressAllowed else { throw Refused(code: .addressRefused) }
        guard found.wait <= 0 else { throw TooMany(seconds: max(1, Int(found.wait.rounded(.up)))) }
        return found.caller
    }

    /// Wrong ones are counted, so that nobody can ask the database for them without end.
    private func wrongToken(_ request: Request) async throws -> any Error {
        services.log.event("token_refused", ["request": .string(request.id)])
        try await services.limit(
            services.rates.tokenRefusals, "api:refused:\(AddressPrefix.of(request.address))")
        return Refused(code: .tokenInvalid)
    }

    /// nil where there is none, or where the method needs none.
    private func idempotencyKey(of request: Request) throws -> String? {
        let keys = request.headers.all("idempotency-key")
        guard !keys.isEmpty, request.method == .post || request.method == .patch else { return nil }
        guard keys.count == 1, (1...255).contains(keys[0].utf8.count),
            keys[0].utf8.allSatisfy({ (33...126).contains($0) })
        else {
            throw BodyRefusal.malformed("the Idempotency-Key is not 1 to 255 printable ASCII characters without spaces")
        }
        return keys[0]
    }

    /// Works on the call unless one with this key was answered before or is being worked on.
    private func once(
        _ key: String, _ caller: TokenCaller, _ request: inout Request, _ match: Router.Match
    ) async throws -> Response {
        let claim = AnswerClaim(
            organization: caller.organization, token: caller.token, key: key,
            mark: services.outside.randomBytes(16))
        let asked = Array("\(request.method.rawValue) \(request.path)?\(request.query)\n".utf8) + request.body
        switch try await services.store.claim(claim, request: SHA256.hash(asked), by: caller) {
        case .answered(let answer): return answer.response
        case .otherRequest: throw Refused(code: .keyReused)
        case .inProgress: throw Refused(code: .inProgress, headers: ["retry-after": "1"])
        case .mine: break
        }
        request.attachment = ProgramVisit(caller: caller, claim: claim)
        do {
            return try await match.respond(to: request, from: Caller(token: caller))
        } catch {
            // When this fails too, the claim ends by itself.
            try? await services.store.release(claim, by: caller)
            throw error
        }
    }
}
