package import App
package import Crypto
import Foundation
import Forms
package import HTTP
package import Models
import Store

/// A program in front of the JSON door: it sends a bearer token and no cookie.
package struct Program: Sendable {
    private let site: Site
    package let token: String?

    package init(_ site: Site, token: String?) {
        self.site = site
        self.token = token
    }

    package func get(_ path: String, headers: Headers = [:]) async -> Response {
        await send(.get, path, headers: headers)
    }

    /// `body`: JSON text; nil sends none.
    package func send(
        _ method: HTTP.Method, _ path: String, _ body: String? = nil, headers: Headers = [:],
        address: String = "127.0.0.1"
    ) async -> Response {
        var headers = headers
        if headers["host"] == nil { headers["host"] = Browser.host }
        if let token { headers["authorization"] = "Bearer \(token)" }
        if body != nil, headers["content-type"] == nil { headers["content-type"] = "application/json" }
        return await site.respond(
            to: Request(method, path, headers: headers, body: Array((body ?? "").utf8), address: address, id: "test"))
    }
}

extension TestSite {
    /// A program with a token of a new member with that role.
    package func program(
        as role: Role = .admin, scopes: [TokenScope] = TokenScope.allCases, inProject: Bool = true,
        networks: String = ""
    ) async throws -> Program {
        let person = try await member(as: role, inProject: inProject)
        return Program(site, token: try await token(of: person, as: role, scopes: scopes, networks: networks).text)
    }

    /// A new member with that role.
    package func member(as role: Role, inProject: Bool = true) async throws -> Person.ID {
        let person = try await addPerson()
        try await join(person, as: role, inProject: inProject)
        return person
    }

    /// A token as a member of this organization makes one. `role` as the form sees it; its scopes may be more than
    /// the member's present role opens.
    package func token(
        of person: Person.ID, as role: Role, scopes: [TokenScope] = TokenScope.allCases, networks: String = "",
        days: Int = 90
    ) async throws -> APIToken {
        let member = Member(
            organization: organization, organizationPublicID: organizationPublicID, person: person, role: role)
        let fields = scopes.map { Input.Field("scopes", $0.rawValue) }
        let form = try TokenForm(
            reading: Input(
                fields + [
                    Input.Field("name", "Screen"), Input.Field("days", "\(days)"), Input.Field("networks", networks),
                ]),
            for: .admin)
        let token = APIToken.make(for: "test")
        try await store.addToken(
            form, id: token.id, hash: token.hash, by: try Scope<SeeOrganization>(member), at: Self.started)
        return token
    }

    /// Tokens end by the database's clock, so they begin by a true one.
    private static let started = Instant(second: Int64(Date().timeIntervalSince1970))
}
