import HTTP
import Models
import Web

/// Who a token acts for.
struct CallerAPI: Feature {
    static let me = APIPath("/me")

    let services: Services

    var routes: [Route] {
        [
            Route(
                .get, api: Self.me, scope: nil, SeeOrganization.self,
                Operation(
                    "showCaller", in: "Caller", "Who am I",
                    "The token, the member it acts for, and what both may do at this moment."), show)
        ]
    }

    func show(_ scope: Scope<SeeOrganization>, _ call: ProgramCall) async throws -> Answer<CallerResource> {
        guard let caller = call.caller else { throw NotVisible() }
        return Answer(CallerResource(caller))
    }
}

struct CallerResource: Resource {
    struct Token: Resource {
        let id, name: String
        let scopes: [TokenScope]
        let expiresAt: Instant

        static let fields = [
            Field<Token>("id", \.id, "The public part of the token."),
            Field<Token>("name", \.name, "What its maker called it."),
            Field<Token>("scopes", \.scopes, "What it may be used for."),
            Field<Token>("expires_at", \.expiresAt, "When it ends."),
        ]
        static let example = Token(
            id: "3k5m7p9r2t4v", name: "Warehouse screen", scopes: [.ordersRead, .projectsRead],
            expiresAt: .example(hours: 24 * 90))
    }

    let name, email: String
    let organizationID: PublicID
    let organization: String
    let role: Role
    let token: Token

    static let fields = [
        Field<Self>("name", \.name, "The member for whom the token acts."),
        Field<Self>("email", \.email, "Their address."),
        Field<Self>("organization_id", \.organizationID, "The organization that the token belongs to."),
        Field<Self>("organization", \.organization, "Its name."),
        Field<Self>("role", \.role, "What the member is there now; a token never opens more."),
        Field<Self>("token", \.token, "The token that was used."),
    ]
    static let example = CallerResource(
        name: "Olena Marchenko", email: "olena@dubok.example", organizationID: .example, organization: "Dubok Group",
        role: .manager, token: .example)
}

extension CallerResource {
    init(_ caller: TokenCaller) {
        self.init(
            name: caller.personName, email: caller.email, organizationID: caller.member.organizationPublicID,
            organization: caller.organizationName, role: caller.member.role,
            token: Token(
                id: caller.token, name: caller.tokenName,
                scopes: TokenScope.allCases.filter(caller.scopes.contains), expiresAt: caller.expiresAt))
    }
}

extension PublicID {
    /// For the examples of the documents.
    static let example = PublicID(random: Array(0..<10))
}
