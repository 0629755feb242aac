import Crypto
import HTTP
import Models
import Store
import Web

/// Where a shop's CRM reports every status change. Whoever knows the address with its secret is believed;
/// an answer of 200 means that the delivery is stored for good.
struct Intake: Feature {
    static let hook = Path("/hooks/keycrm/{}/{}", TokenText.self, TokenText.self)
    static let bodyLimit = 1 << 20

    /// The path that a shop is given; nil for what is no token.
    static func address(_ project: PublicID, _ token: Token) -> String? {
        guard let project = TokenText(pathText: project.rawValue), let text = TokenText(pathText: token.text) else {
            return nil
        }
        return hook(project, text)
    }

    let services: Services

    var routes: [Route] {
        [
            Route(.post, hook: Self.hook, bodyLimit: Self.bodyLimit, receive),
            Route(.get, hook: Self.hook, explain),
        ]
    }

    func receive(_ caller: HookCaller, _ request: Request, _ project: TokenText, _ secret: TokenText) async throws
        -> Response
    {
        guard let project = PublicID(rawValue: project.pathText), let token = Token(secret.pathText),
            let scope = try await services.store.intake(project: project, tokenHash: token.hash)
        else { return try await refuse(request) }
        let now = services.outside.now()
        let raw = RawDelivery(
            body: request.body, length: request.bodyOverflow ?? request.body.count,
            network: AddressPrefix.of(request.address), receivedAt: now)
        if request.bodyOverflow != nil || request.body.count > Self.bodyLimit {
            try await services.store.keep(raw.cut, .tooLarge, reason: "", order: nil, scope)
            return Response(.contentTooLarge, text: "At most 1 MB.\n")
        }
        switch KeyCRMWebhook.read(request.body) {
        case .refused(let refusal):
            let verdict: Delivery.Verdict = refusal.reason == .unknownEvent ? .unknownEvent : .malformed
            try await services.store.keep(
                raw, verdict, reason: refusal.description, order: refusal.orderID.map(Int.init), scope)
            return Response(.ok, text: "kept\n")
        case .statusChange(let change):
            let verdict = try await take(change, raw, scope, now)
            return Response(.ok, text: verdict == .duplicate ? "known\n" : "stored\n")
        }
    }

    /// Some set the method to GET: the words say what to change; nothing is stored.
    func explain(_ caller: HookCaller, _ request: Request, _ project: TokenText, _ secret: TokenText) async throws
        -> Response
    {
        try await services.store.countHookRefusal(.get, at: services.outside.now())
        return Response(
            .methodNotAllowed, headers: ["allow": "POST"],
            text: "This address takes POST with a JSON body: choose POST in the settings of the webhook.\n")
    }

    private func take(
        _ change: KeyCRMStatusChange, _ raw: RawDelivery, _ scope: SystemScope, _ now: Instant
    ) async throws -> Delivery.Verdict {
        let event = IncomingEvent(
            order: Int(change.orderID), status: Int(change.statusID), group: change.group, changedAt: change.changedAt,
            orderCreatedAt: change.createdAt, manager: change.managerID.map(Int.init),
            source: change.sourceID.map(Int.init), productsTotal: change.productsTotal)
        let book = services.ruleBook
        return try await services.store.take(event, raw, scope, at: now) { number, load in
            try book.rules(scope.project, number, at: now, load)
        }
    }

    /// A wrong secret and an unknown project look the same. Limited by network, so that nobody can try
    /// many, and counted by the hour.
    private func refuse(_ request: Request) async throws -> Response {
        let now = services.outside.now()
        let wait = try await services.wait(
            services.rates.hookRefusals, "hook:\(AddressPrefix.of(request.address))")
        if wait > 0 {
            try await services.store.countHookRefusal(.limited, at: now)
            throw TooMany(seconds: wait)
        }
        try await services.store.countHookRefusal(.unknown, at: now)
        return Response(.notFound, text: "No such address.\n")
    }
}

extension RawDelivery {
    /// The first 4 kB and the whole length.
    fileprivate var cut: RawDelivery {
        RawDelivery(body: Array(body.prefix(4_096)), length: length, network: network, receivedAt: receivedAt)
    }
}
