import Models
import Postgres
import TestSupport

extension TwoOrganizations {
    /// A lead of that organization that is nobody's yet.
    func lead(of site: TestSite) async throws -> Lead.ID {
        try await site.addLead(LeadForm(company: "Dnister"), by: try await site.leadScope(WorkLeads.self, as: .admin))
    }

    /// An open activity that is nobody's yet, so that everybody who works on leads may do it; `record`: of the own
    /// organization, of the other one or of none.
    func activity(_ record: Attempt.Ids) async throws -> ActivityRecord.ID {
        let site = record == .foreign ? other : shop
        let id = site.newActivityID()
        if record == .missing { return id }
        let lead = try await lead(of: site), organization = site.organization
        try await database.superuser.execute(
            """
            INSERT INTO activities (organization_id, id, lead_id, type, state, title, created_at, changed_at)
            VALUES (\(organization), \(id), \(lead), 'call', 'scheduled', 'Call', now(), now())
            """)
        return id
    }
}
