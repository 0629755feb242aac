import Crypto
import Forms
import HTTP
import Models
import QRCodes
import Store
import Web

/// One's own second factor: a phone that makes codes, and ten recovery codes for when it is lost.
struct SecondFactors: Feature {
    static let page = Path("/account/second-factor")
    static let setup = Path("/account/second-factor/setup")
    static let codes = Path("/account/second-factor/codes")
    static let off = Path("/account/second-factor/off")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, person: Self.page, show),
            Route(.get, person: Self.setup, showSetup),
            Route(.post, person: Self.setup, setUp),
            Route(.post, person: Self.codes, renewCodes),
            Route(.get, person: Self.off, askOff),
            Route(.post, person: Self.off, switchOff),
        ]
    }

    func show(_ scope: PersonScope, _ request: Request) async throws -> Response {
        let factor = try await services.store.secondFactor(of: scope.person)
        let page = SecondFactorPage(
            since: factor?.createdAt, codesLeft: factor?.codesLeft ?? 0, setup: Self.setup(), codes: Self.codes(),
            off: Self.off())
        return try await services.page(page, for: request)
    }

    /// A new seed with every page; nothing is kept before a code has proved that the phone has it.
    func showSetup(_ scope: PersonScope, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        return try await services.page(setupPage(OneTimeCodes.make(), scope, request), for: request)
    }

    func setUp(_ scope: PersonScope, _ request: Request) async throws -> Response {
        guard let session = request.visit.session else { throw SignInRequired() }
        try services.requireFreshPassword(request, backTo: Self.setup())
        let input = try request.input()
        guard let sealed = Base64URL.decode(input["seed"] ?? ""),
            let seed = try? services.ring.open(sealed, in: .secondFactor(of: scope.person))
        else { return .redirect(to: Self.setup()) }
        let phone = OneTimeCodes(seed: seed)
        let now = services.outside.now()
        let typed = (input["code"] ?? "").filter { !$0.isWhitespace }
        guard let step = phone.step(of: typed, at: now.second, after: 0) else {
            let key = typed.isEmpty ? "error.required" : "error.code_wrong"
            let page = try setupPage(phone, scope, request, FieldErrors("code", Complaint(key)))
            return try await services.page(page, .unprocessable, for: request)
        }
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.make() }
        try await services.store.setSecondFactor(
            sealed: sealed, step: step, codes: codes.map(\.hash), of: scope, keeping: session.id,
            notice: try notice(.secondFactorSet, request), at: now)
        services.wakeWorkers()
        services.log.event("second_factor_set", ["person": .string(scope.person.text)])
        return try await shown(codes, request)
    }

    func renewCodes(_ scope: PersonScope, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request, backTo: Self.page())
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.make() }
        let isDone = try await services.store.renewRecoveryCodes(
            codes.map(\.hash), of: scope, notice: try notice(.recoveryCodesRenewed, request), at: services.outside.now()
        )
        services.wakeWorkers()
        return isDone ? try await shown(codes, request) : .redirect(to: Self.page())
    }

    func askOff(_ scope: PersonScope, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        let page = ConfirmPage(
            action: Self.off(), title: Complaint("second_factor.off_title"), text: Complaint("second_factor.off_text"),
            verb: Complaint("second_factor.off"), cancel: Self.page(), version: nil, facts: [])
        return try await services.page(page, for: request)
    }

    func switchOff(_ scope: PersonScope, _ request: Request) async throws -> Response {
        guard let session = request.visit.session else { throw SignInRequired() }
        try services.requireFreshPassword(request)
        let isDone = try await services.store.removeSecondFactor(
            of: scope, keeping: session.id, notice: try notice(.secondFactorRemoved, request),
            at: services.outside.now())
        if isDone {
            services.wakeWorkers()
            services.log.event("second_factor_removed", ["person": .string(scope.person.text)])
        }
        return try await services.redirect(to: Self.page(), saying: Flash("flash.second_factor_off"), for: request)
    }

    /// The person is told of what was done to their account, in case it was somebody else.
    private func notice(_ kind: Letter.Kind, _ request: Request) throws -> Letter {
        guard let session = request.visit.session else { throw SignInRequired() }
        return try services.letter(
            kind, to: session.email, in: request.visit.language, ["name": session.name, "email": session.email],
            page: kind == .secondFactorRemoved ? Self.setup() : Self.page())
    }

    /// The one time that the codes are seen. They are made by this answer, so it is 201 and no redirect: what
    /// is not kept cannot be shown by a page that comes later.
    private func shown(_ codes: [RecoveryCode], _ request: Request) async throws -> Response {
        try await services.page(
            RecoveryCodesPage(codes: codes.map(\.text), done: Self.page()), .created, for: request)
    }

    private func setupPage(
        _ phone: OneTimeCodes, _ scope: PersonScope, _ request: Request, _ errors: FieldErrors = .none
    ) throws -> SecondFactorSetupPage {
        let email = request.visit.session?.email ?? ""
        let sealed = try services.ring.seal(phone.seed, in: .secondFactor(of: scope.person))
        let address = phone.address(issuer: "Takt", account: email)
        return SecondFactorSetupPage(
            action: Self.setup(), cancel: Self.page(), key: phone.keyText, account: email,
            picture: QRCode(address).map { QRPicture(side: $0.side + 8, path: $0.path) },
            seed: Base64URL.encode(sealed), errors)
    }
}
