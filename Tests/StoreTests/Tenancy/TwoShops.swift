import Models
import Store
import TestSupport

/// The own shop and another one with an order, a delivery, statuses and an entry in its log.
struct TwoShops {
    let own, other: TestSite

    init() async throws {
        let database = try await TestDatabase.fresh()
        (own, other) = (try await TestSite(database: database), try await TestSite(database: database))
        for site in [own, other] {
            _ = await site.deliver(TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00.000000Z"))
            try await site.keepItems(of: 7)
            try await site.store.savePeople(
                [CRMPerson(id: 4, name: "Maria")], [OrderSource(id: 3, name: "Shop")], by: site.system,
                at: site.clock.now)
        }
    }
}

/// A scope that mixes its own organization with another one's project, as if a check before had been forgotten.
struct Mixed<Right: Permission> {
    let scope: ProjectScope<Right>

    init(_ own: TestSite, _ other: TestSite, _ right: Right.Type) async throws {
        let person = try await own.addPerson()
        try await own.join(person, as: .admin)
        let member = Member(
            organization: own.organization, organizationPublicID: own.organizationPublicID, person: person,
            role: .admin)
        scope = try ProjectScope<Right>(
            member, in: ProjectAccess(id: other.project, publicID: other.projectPublicID, isMember: true))
    }
}
