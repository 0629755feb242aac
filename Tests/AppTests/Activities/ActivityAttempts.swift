import Crypto
import Models
import Postgres
import Store
import TestSupport

extension TwoOrganizations {
    /// An open activity that is nobody's yet, so that everybody who works on leads may do it; `record`: of the own
    /// organization, of the other one or of none.
    func activity(_ record: Attempt.Ids) async throws -> ActivityRecord.ID {
        let site = record == .foreign ? other : shop
        let id = site.newActivityID()
        if record == .missing { return id }
        let lead = try await lead(of: .visitor, at: site), organization = site.organization
        try await database.superuser.execute(
            """
            INSERT INTO activities (organization_id, id, lead_id, type, state, title, created_at, changed_at)
            VALUES (\(organization), \(id), \(lead), 'call', 'scheduled', 'Call', now(), now())
            """)
        return id
    }

    /// The secret of the admin's calendar feed.
    func calendarFeed() async throws -> String {
        let token = Token.make()
        guard let person = people[.admin] else { return token.text }
        let scope = try await shop.leadScope(ViewLeads.self, as: .admin, of: person)
        try await shop.store.makeCalendarFeed(tokenHash: token.hash, by: scope, at: shop.clock.now)
        return token.text
    }

    /// What forms about activities send when they are filled in correctly, by the pattern of the route.
    static let activityFields: [String: [(key: String, value: String)]] = [
        "/o/{}/leads/{}/activities/new": newActivity, "/o/{}/customers/{}/activities/new": newActivity,
        "/o/{}/activities/{}/complete": [
            ("result", ""), ("next.type", "call"), ("next.title", "Call"), ("next.due_at", "2026-11-20T10:00"),
        ],
    ]

    private static let newActivity = [
        (key: "type", value: "call"), ("title", "Call"), ("due_at", "2026-11-20T10:00"), ("notes", ""), ("result", ""),
        ("version", "0"),
    ]
}
