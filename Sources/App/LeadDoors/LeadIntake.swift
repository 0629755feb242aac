import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// Where a program such as Make.com puts leads in. An answer of 201 means that the lead is stored for good; the same
/// delivery again has the same answer and makes nothing.
struct LeadIntake: Feature {
    static let hook = Path("/hooks/leads/{}", PublicID.self)
    static let health = Path("/hooks/leads/{}/health", PublicID.self)
    static let secretHeader = "x-webhook-secret"
    static let bodyLimit = 64 << 10

    let services: Services

    var routes: [Route] {
        [
            Route(.post, hook: Self.hook, bodyLimit: Self.bodyLimit, receive),
            Route(.get, hook: Self.hook, explain),
            Route(.get, hook: Self.health, showHealth),
        ]
    }

    func receive(_ caller: HookCaller, _ request: Request, _ organization: PublicID) async throws -> Response {
        guard let door = try await door(organization, request) else { return try await refuse(request) }
        try await services.limit(services.rates.leadSecret, "leads:secret:\(door.secret)")
        try await services.limit(services.rates.leadAddress, "leads:\(AddressPrefix.of(request.address))")
        let now = services.outside.now()
        if request.bodyOverflow != nil || request.body.count > Self.bodyLimit {
            try await services.store.keepLeadDelivery(raw(request, key: nil, now), .tooLarge, reason: "", door.scope)
            return Self.answer(.contentTooLarge, ["error": "At most 64 kB."])
        }
        let input: Input
        do { input = try request.input() } catch {
            let reason = Self.reason(of: error)
            try await services.store.keepLeadDelivery(
                raw(request, key: nil, now), .malformed, reason: reason, door.scope)
            return Self.answer(error.status, ["error": .string(reason)])
        }
        let lead: IncomingLead
        do { lead = try IncomingLead(reading: input) } catch {
            return try await refuse(error, raw(request, key: nil, now), door.scope)
        }
        let raw = raw(request, key: Self.key(of: lead, input, request), now)
        let language = door.language.flatMap(Language.init(rawValue:)) ?? .standard
        let outcome = try await services.store.takeLead(
            services.meaning(lead), raw, as: services.newLeadIDs(),
            meeting: services.say(Complaint("lead_intake.meeting"), in: language), door.scope)
        try await services.store.noteUse(of: door, at: now)
        return Self.answer(to: outcome)
    }

    /// Some set the method to GET: the words say what to change; nothing is stored.
    func explain(_ caller: HookCaller, _ request: Request, _ organization: PublicID) async throws -> Response {
        Response(
            .methodNotAllowed, headers: ["allow": "POST"],
            text: "This address takes POST with a JSON body and the header X-Webhook-Secret.\n")
    }

    /// Whether the address and the secret fit together: for a look before the first lead.
    func showHealth(_ caller: HookCaller, _ request: Request, _ organization: PublicID) async throws -> Response {
        guard try await door(organization, request) != nil else { return try await refuse(request) }
        return Self.answer(.ok, ["status": "ok"])
    }

    private func door(_ organization: PublicID, _ request: Request) async throws -> LeadDoor? {
        let secrets = request.headers.all(Self.secretHeader)
        guard secrets.count == 1, let token = Token(secrets[0].trimmed) else { return nil }
        return try await services.store.leadDoor(organization, secretHash: token.hash)
    }

    /// A wrong secret and an unknown organization look the same. Limited by network, so that nobody can try many.
    private func refuse(_ request: Request) async throws -> Response {
        try await services.limit(services.rates.hookRefusals, "leads:refused:\(AddressPrefix.of(request.address))")
        return Self.answer(
            .unauthorized,
            ["error": "The address is unknown, or X-Webhook-Secret is missing or not one of its secrets."])
    }

    private func refuse(_ errors: FieldErrors, _ raw: RawLead, _ scope: OrganizationScope) async throws -> Response {
        let list = errors.entries.map { entry in
            JSON.object([
                JSON.Member("field", .string(entry.field)), JSON.Member("code", .string(entry.complaint.key)),
                JSON.Member("message", .string(services.say(entry.complaint, in: .standard))),
            ])
        }
        let reason = errors.entries.map { "\($0.field): \(services.say($0.complaint, in: .standard))" }
            .joined(separator: "; ")
        try await services.store.keepLeadDelivery(raw, .invalid, reason: String(reason.prefix(400)), scope)
        return Self.answer(.unprocessable, ["error": "Some fields cannot be used.", "errors": .array(list)])
    }

    private func raw(_ request: Request, key: RepeatKey?, _ now: Instant) -> RawLead {
        RawLead(
            origin: .webhook, body: Array(request.body.prefix(Self.bodyLimit)),
            length: request.bodyOverflow ?? request.body.count,
            type: String((request.headers["content-type"] ?? "").prefix(120)),
            network: AddressPrefix.of(request.address), key: key, receivedAt: now)
    }

    /// What the sender says, or the number that it gives the lead, or what the words come to.
    private static func key(of lead: IncomingLead, _ input: Input, _ request: Request) -> RepeatKey {
        if let key = request.headers["idempotency-key"]?.trimmed, (1...255).contains(key.utf8.count) {
            return RepeatKey("key:" + key, isForADay: false)
        }
        if let id = lead.externalID { return RepeatKey("id:" + id, isForADay: false) }
        let words = input.fields.map { "\($0.name)\u{1f}\($0.value)" }.sorted().joined(separator: "\u{1e}")
        return RepeatKey("body:" + Hex.encode(SHA256.hash(Array(words.utf8))), isForADay: true)
    }

    private static func reason(of refusal: BodyRefusal) -> String {
        switch refusal {
        case .malformed(let reason): "The body cannot be read: \(reason)."
        case .unsupportedMediaType: "The body must be JSON or a form, in UTF-8."
        case .tooLarge: "The body is too large."
        }
    }

    private static func answer(to outcome: LeadIntakeOutcome) -> Response {
        switch outcome {
        case .created(let lead): answer(.created, ["status": "created", "lead_id": .string(lead.text)])
        case .known(let lead), .repeated(.known, .some(let lead)):
            answer(
                .conflict,
                ["error": "A lead with this e-mail is there already.", "lead_id": .string(lead.text)])
        case .repeated(_, let lead):
            answer(.ok, ["status": "repeated", "lead_id": lead.map { .string($0.text) } ?? .null])
        }
    }

    private static func answer(_ status: Status, _ body: JSON) -> Response {
        var response = Response(status, json: body)
        response.headers["cache-control"] = "no-store"
        return response
    }
}

extension Services {
    func newLeadIDs() -> NewLeadIDs {
        NewLeadIDs(lead: outside.newID(), contact: outside.newID(), activity: outside.newID())
    }

    /// The stages that an organization begins with may be called as they are shown, in any language.
    func meaning(_ lead: IncomingLead) -> IncomingLead {
        guard let typed = lead.stage?.lowercased() else { return lead }
        let known = LeadStage.defaults.first { name in
            Language.allCases.contains {
                say(Complaint("lead_stage.\(name.lowercased())"), in: $0).lowercased() == typed
            }
        }
        return IncomingLead(
            form: lead.form, stage: known ?? lead.stage, externalID: lead.externalID, meetingAt: lead.meetingAt)
    }
}
