import Models
import Postgres
import Store
import TestSupport
import Testing

/// Exports under way of another organization: they are neither counted, nor prolonged, nor ended.
struct ExportTenancyTests {
    @Test func `exports of another organization are not there`() async throws {
        let own = try await TestSite(), other = try await TestSite()
        let mine = try await own.scope(SeeActivity.self), theirs = try await other.scope(SeeActivity.self)
        let number = try await other.store.beginExport(atMost: 1, theirs)
        let organization = other.organization
        func lease() async throws -> String? {
            try await other.database.superuser.value(
                "SELECT goes_on_until::text FROM running_exports WHERE organization_id = \(organization)",
                as: String.self)
        }
        let before = try await lease()
        _ = try await own.store.beginExport(atMost: 1, mine)
        try await own.store.keepExport(number, mine)
        try await own.store.endExport(number, mine)
        #expect(try await lease() == before && before != nil)
        let member = Member(
            organization: own.organization, organizationPublicID: own.organizationPublicID, person: mine.person,
            role: .admin)
        try await own.store.recordExport(
            of: .activity, query: "", by: try Scope<SeeActivity>(member), at: own.clock.now)
        #expect(try await other.store.auditEntries(other.system).allSatisfy { $0.event != .listExported })
    }
}
