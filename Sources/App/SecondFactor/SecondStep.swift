import Crypto
import Forms
import FoundationEssentials
import HTTP
import Models
import Store
import Web

/// The second step of signing in, for people with a second factor: a code of the phone, or a recovery code.
/// Between the two steps nothing is kept; a sealed field proves that the password was right.
extension SignIn {
    static let second = Path("/login/second")

    /// Seconds between the password and the code.
    private static let patience = 600

    /// After a right password: nil for those who need no second step.
    func secondStep(_ login: Login, _ input: Input, _ request: Request) async throws -> Response? {
        guard try await services.store.secondFactor(of: login.person) != nil else { return nil }
        let until = services.outside.now().second + Int64(Self.patience)
        let words = [login.email, "\(until)", Self.mark(of: login)].joined(separator: "\u{1f}")
        let sealed = try services.ring.seal(Array(words.utf8), in: .signInStep(request))
        return try await services.page(
            stepPage(Base64URL.encode(sealed), input), .unauthorized, for: request)
    }

    func showSecond(_ visitor: Visitor, _ request: Request) async throws -> Response {
        .redirect(to: Self.page())
    }

    func signInSecond(_ visitor: Visitor, _ request: Request) async throws -> Response {
        var input = try request.input()
        guard let login = try await login(afterStep: input["step"] ?? "", request) else {
            let page = SignInPage(
                email: "", staysSignedIn: input["stay"] != nil, problem: Complaint("second_factor.expired"),
                next: ReturnAddress.own(input["next"] ?? ""), held: HeldForm.fields(of: input))
            return try await services.page(page, .unprocessable, for: request)
        }
        let wait = try await services.wait(services.rates.secondFactor, "second:\(login.person.text)")
        if wait > 0 {
            let problem = Complaint("sign_in.wait", ["minutes": "\((wait + 59) / 60)"])
            var response = try await services.page(
                stepPage(input["step"] ?? "", input, problem), .tooManyRequests, for: request)
            response.headers["retry-after"] = "\(wait)"
            return response
        }
        var flash: Flash?
        switch try await proof(input["code"] ?? "", of: login, request) {
        case .phone: break
        case .recovery:
            services.wakeWorkers()
            services.log.event("recovery_code_used", ["person": .string(login.person.text)])
            // The phone is lost: renewing it comes next, unless a form waits to be sent.
            if HeldForm.fields(of: input).isEmpty {
                input.set("next", SecondFactors.page())
                flash = Flash("flash.recovery_used", isProblem: true)
            }
        case nil:
            services.log.event("sign_in_refused", ["request": .string(request.id)])
            let page = stepPage(input["step"] ?? "", input, Complaint("second_factor.wrong"))
            return try await services.page(page, .unprocessable, for: request)
        }
        return try await begin(login, input, request, saying: flash)
    }

    private enum Proof {
        case phone, recovery
    }

    /// Uses a code up; nil when it is none, or was used before.
    private func proof(_ typed: String, of login: Login, _ request: Request) async throws -> Proof? {
        let now = services.outside.now(), person = login.person
        if let code = RecoveryCode(typed: typed) {
            let scope = PersonScope(person: person, isOperator: false)
            let visiting = request.visit.language
            let isUsed = try await services.store.useRecoveryCode(
                code.hash, of: scope,
                notice: { [services] left, chosen in
                    try services.letter(
                        .recoveryCodeUsed, to: login.email,
                        in: chosen.flatMap(Language.init(rawValue:)) ?? visiting,
                        ["name": login.name, "email": login.email, "left": "\(left)"], page: SecondFactors.page())
                }, at: now)
            return isUsed ? .recovery : nil
        }
        guard let factor = try await services.store.secondFactor(of: person) else { return nil }
        let phone = OneTimeCodes(seed: try services.ring.open(factor.seed, in: .secondFactor(of: person)))
        let code = typed.filter { !$0.isWhitespace }
        guard let step = phone.step(of: code, at: now.second, after: factor.lastStep),
            try await services.store.useStep(step, of: person)
        else { return nil }
        return .phone
    }

    /// Whose password was right in this browser within the last ten minutes; nil when none was, or when it
    /// was changed meanwhile.
    private func login(afterStep step: String, _ request: Request) async throws -> Login? {
        guard let sealed = Base64URL.decode(step),
            let bytes = try? services.ring.open(sealed, in: .signInStep(request))
        else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: "\u{1f}")
        guard words.count == 3, let until = Int64(words[1]), services.outside.now().second <= until,
            let login = try await services.store.login(email: String(words[0])), Self.mark(of: login) == words[2]
        else { return nil }
        return login
    }

    /// Changes with the password.
    private static func mark(of login: Login) -> String {
        Hex.encode(Array(SHA256.hash(login.password.hash).prefix(8)))
    }

    private func stepPage(_ step: String, _ input: Input, _ problem: Complaint? = nil) -> SecondStepPage {
        SecondStepPage(
            action: Self.second(), step: step, staysSignedIn: input["stay"] != nil,
            next: ReturnAddress.own(input["next"] ?? ""), held: HeldForm.fields(of: input), problem: problem)
    }
}

extension SecretPlace {
    /// Bound to the cookie that the browser signs its forms with.
    fileprivate static func signInStep(_ request: Request) -> SecretPlace {
        let hash = SHA256.hash(request.visit.csrfKey)
        let browser = UUID(
            uuid: (
                hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7], hash[8], hash[9], hash[10],
                hash[11], hash[12], hash[13], hash[14], hash[15]
            ))
        return SecretPlace(table: "sign_in", column: "step", organization: browser, row: browser)
    }
}
