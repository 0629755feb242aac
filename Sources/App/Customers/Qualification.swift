import Forms
import HTTP
import Models
import Store
import Web

/// A lead becomes a customer with one click, and is taken back from it with another.
struct Qualification: Feature {
    static let qualify = OrganizationPath("/leads/{}/qualify", Lead.ID.self)
    static let reopen = OrganizationPath("/leads/{}/reopen", Lead.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.qualify, WorkLeads.self, ask),
            Route(.post, Self.qualify, WorkLeads.self, qualify),
            Route(.post, Self.reopen, WorkLeads.self, reopen),
        ]
    }

    /// Which customer it is, where some are there that seem to be the same company.
    func ask(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        guard let lead = try await services.store.lead(id, try scope.viewing) else { throw NotVisible() }
        let organization = scope.organizationPublicID
        if let customer = lead.customer {
            return .redirect(to: Customers.customer(in: organization, customer))
        }
        let known = try await services.store.knownCustomers(of: id, scope)
        return try await services.page(QualifyPage(lead.summary, known, in: organization), for: request)
    }

    /// `customer`: `new`, or the one it joins; without it somebody is asked where there is a doubt.
    func qualify(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        let organization = scope.organizationPublicID
        do {
            let done = try await services.qualify(id, try Self.way(try request.input()), by: scope)
            var flash = Flash(done.isNew ? "flash.lead_qualified" : "flash.lead_is_customer")
            if done.isNew { flash.undo = Self.reopen(in: organization, id) }
            return try await services.redirect(
                to: Customers.customer(in: organization, done.customer), saying: flash, for: request)
        } catch is KnownCustomers {
            return .redirect(to: Self.qualify(in: organization, id))
        }
    }

    func reopen(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        var flash = Flash("flash.lead_reopened")
        do {
            try await services.store.reopenLead(id, by: scope, at: services.outside.now())
        } catch is NewerChange {
            flash = Flash("flash.lead_stays_customer", isProblem: true)
        }
        return try await services.redirect(
            to: Leads.lead(in: scope.organizationPublicID, id), saying: flash, for: request)
    }

    private static func way(_ input: Input) throws -> Qualifying {
        switch input["customer"] ?? "" {
        case "": return .unlessKnown
        case "new": return .new
        case let text:
            guard let id = Customer.ID(pathText: text) else { throw NotVisible() }
            return .joining(id)
        }
    }
}

extension Services {
    /// Throws `KnownCustomers` where somebody is to be asked.
    func qualify(
        _ lead: Lead.ID, _ way: Qualifying, version: Int? = nil, by scope: Scope<WorkLeads>
    ) async throws -> Qualified {
        let now = outside.now(), outside = outside
        return try await store.qualifyLead(
            lead, way, as: Customer.ID(at: now, random: outside.randomBytes(10)),
            contactID: { LeadContact.ID(at: now, random: outside.randomBytes(10)) }, version: version, by: scope,
            at: now)
    }
}
