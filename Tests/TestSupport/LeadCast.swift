package import Models
import App
package import Store
import Crypto

/// Leads and those who work on them, for tests of any layer.
extension TestSite {
    /// A scope of a new member of the organization, or of somebody who is one.
    package func leadScope<Right: Permission>(_: Right.Type, as role: Role, of person: Person.ID? = nil) async throws
        -> Scope<Right>
    {
        var member = person
        if member == nil {
            let new = try await addPerson()
            try await join(new, as: role)
            member = new
        }
        guard let member else { throw NotVisible() }
        return try Scope<Right>(
            Member(
                organization: organization, organizationPublicID: organizationPublicID, person: member, role: role))
    }

    /// Keeps a lead as somebody enters it by hand.
    package func addLead(
        _ form: LeadForm, from source: Lead.Source = .manual, by scope: Scope<WorkLeads>
    ) async throws -> Lead.ID {
        let id = Lead.ID(at: clock.now, random: RandomBytes.make(10))
        try await store.addLead(
            form, as: id, contacts: contactIDs(form), from: source, by: scope, at: clock.now)
        return id
    }

    /// The zone of that name.
    package func zone(_ name: String) throws -> Zone { try ZoneFiles.shared.zone(name) }

    /// Makes a customer of a lead.
    package func qualify(
        _ lead: Lead.ID, _ way: Qualifying = .unlessKnown, by scope: Scope<WorkLeads>
    ) async throws -> Qualified {
        let now = clock.now
        return try await store.qualifyLead(
            lead, way, as: Customer.ID(at: now, random: RandomBytes.make(10)),
            contactID: { LeadContact.ID(at: now, random: RandomBytes.make(10)) }, by: scope, at: now)
    }

    /// Keeps a file with a lead or a customer.
    package func addFile(
        _ file: KeptFile, to parent: ActivityParent, by scope: Scope<WorkLeads>
    ) async throws -> Attachment.ID {
        let id = Attachment.ID(at: clock.now, random: RandomBytes.make(10))
        try await store.addFile(file, as: id, to: parent, atMost: 1 << 30, by: scope, at: clock.now)
        return id
    }

    /// New ids for the contacts of a form.
    package func contactIDs(_ form: LeadForm) -> [LeadContact.ID] {
        form.contacts.map { _ in LeadContact.ID(at: clock.now, random: RandomBytes.make(10)) }
    }
}

extension Scope {
    /// The same member with another right that the role holds.
    package func other<Other: Permission>(_: Other.Type) throws -> Scope<Other> {
        try Scope<Other>(
            Member(
                organization: organization, organizationPublicID: organizationPublicID, person: person, role: role))
    }
}
