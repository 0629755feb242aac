import Models
import Web

/// `Resources/templates/tokens/list.html`: the API tokens one may see.
struct TokensPage: Page {
    static let template = "tokens/list.html"
    static let place = NavigationItem.nowhere

    struct Row: Encodable {
        enum State: String, Encodable {
            case active, expired, revoked
            /// Its member was deactivated.
            case idle
        }

        /// The public part, as it stands in the token.
        let id: String
        let name, person: String
        let isOwn: Bool
        /// `orders:read` and the like.
        let scopes, networks: [String]
        let createdAt, expiresAt: Instant
        let lastUsedAt: Instant?
        let state: State
        /// Leads to the question whether to end it; nil when it has ended.
        let revoke: String?
    }

    let add: String
    let documents: String
    let own, others: [Row]
    /// An admin sees those of everybody.
    let seesAll: Bool
}

extension TokensPage.Row {
    init(_ token: TokenRecord, isOwn: Bool, revoke: String?, at now: Instant) {
        let state: State =
            if token.revokedAt != nil { .revoked } else if token.expiresAt <= now {
                .expired
            } else if !token
                .isMemberActive
            { .idle } else { .active }
        self.init(
            id: token.id, name: token.name, person: token.personName, isOwn: isOwn,
            scopes: token.scopes.map(\.rawValue), networks: token.networks, createdAt: token.createdAt,
            expiresAt: token.expiresAt, lastUsedAt: token.lastUsedAt, state: state, revoke: revoke)
    }
}

extension TokensPage {
    static let examples = [
        TokensPage(add: "/o/a2b3c4d5e6/tokens/new", documents: "/docs", own: [], others: [], seesAll: false),
        TokensPage(
            add: "/o/a2b3c4d5e6/tokens/new", documents: "/docs", own: [row(.active), row(.expired)],
            others: [row(.revoked), row(.idle)], seesAll: true),
    ]

    private static func row(_ state: Row.State) -> Row {
        Row(
            id: "3k5m7p9r2t4v", name: "Warehouse <screen>", person: "Олена Марченко", isOwn: state == .active,
            scopes: ["orders:read", "settings:read"], networks: state == .active ? ["203.0.113.0/24"] : [],
            createdAt: .example(hours: -300), expiresAt: .example(hours: 24 * 60),
            lastUsedAt: state == .active ? .example : nil, state: state,
            revoke: state == .active ? "/o/a2b3c4d5e6/tokens/3k5m7p9r2t4v/revoke" : nil)
    }
}
