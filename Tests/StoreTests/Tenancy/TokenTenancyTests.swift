import Models
import Postgres
import Store
import TestSupport
import Testing

/// The tokens of one organization seen from another, as if a check before had been forgotten.
struct TokenTenancyTests {
    @Test func `tokens and kept answers of another organization are not there`() async throws {
        let database = try await TestDatabase.fresh()
        let own = try await TestSite(database: database), other = try await TestSite(database: database)
        let store = own.store, now = own.clock.now
        _ = try await other.program()
        let organization = other.organization
        let id = try #require(
            try await own.database.superuser.value(
                "SELECT id FROM api_tokens WHERE organization_id = \(organization)", as: String.self))
        let person = try await own.member(as: .admin)
        let member = Member(
            organization: own.organization, organizationPublicID: own.organizationPublicID, person: person, role: .admin
        )
        let scope = try Scope<SeeOrganization>(member)
        #expect(try await store.tokens(scope, ofEverybody: true).isEmpty)
        #expect(try await store.token(id, scope) == nil)
        await #expect(throws: NotVisible.self) { try await store.revokeToken(id, by: scope, at: now) }
        let caller = TokenCaller(
            token: id, tokenName: "", scopes: [], expiresAt: now, member: member, personName: "", email: "",
            language: nil, organizationName: "", project: nil, projectZone: nil)
        let claim = AnswerClaim(
            organization: own.organization, token: id, key: "k", mark: Array(repeating: 1, count: 16))
        // A token of another organization has no answers here: the foreign key carries the organization.
        await #expect(throws: PostgresError.self) {
            try await store.claim(claim, request: Array(repeating: 1, count: 32), by: caller)
        }
        let foreign = AnswerClaim(
            organization: other.organization, token: id, key: "k", mark: Array(repeating: 1, count: 16))
        await #expect(throws: PostgresError.self) {
            try await store.claim(foreign, request: Array(repeating: 1, count: 32), by: caller)
        }
        try await own.database.drop()
    }
}
