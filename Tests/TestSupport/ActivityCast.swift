package import Models
import Store
import Crypto
import Postgres

extension TestSite {
    /// Plans or logs an activity as somebody does it by hand.
    package func addActivity(
        _ form: ActivityForm, with lead: Lead.ID, by scope: Scope<WorkLeads>
    ) async throws -> ActivityRecord.ID {
        let id = newActivityID()
        try await store.addActivity(form, as: id, with: .lead(lead), by: scope, at: clock.now)
        return id
    }

    package func newActivityID() -> ActivityRecord.ID {
        ActivityRecord.ID(at: clock.now, random: RandomBytes.make(10))
    }

    /// A customer with whom that person works, nil: nobody yet.
    package func addCustomer(_ company: String, assignedTo person: Person.ID? = nil) async throws -> Customer.ID {
        let id = Customer.ID(at: clock.now, random: RandomBytes.make(10))
        let (organization, now) = (organization, clock.now)
        _ = try await database.app.transaction([.init(name: "takt.organization", value: organization.text)]) { db in
            try db.execute(
                """
                INSERT INTO customers (organization_id, id, company, assigned_to, created_at, changed_at)
                VALUES (\(organization), \(id), \(company), \(person), \(now), \(now))
                """)
        }
        return id
    }
}
