import Forms
import HTTP
import Models
import Store
import Web

/// Entering a lead and changing it, its contacts with it.
struct LeadForms: Feature {
    static let new = OrganizationPath("/leads/new")
    static let edit = OrganizationPath("/leads/{}/edit", Lead.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.new, WorkLeads.self, showNew),
            Route(.post, Self.new, WorkLeads.self, add),
            Route(.get, Self.edit, WorkLeads.self, show),
            Route(.post, Self.edit, WorkLeads.self, change),
        ]
    }

    func showNew(_ scope: Scope<WorkLeads>, _ request: Request) async throws -> Response {
        // Who enters a lead mostly works on it.
        let input = Input(["assignee": scope.person.text, "version": "0"])
        return try await services.page(try await page(nil, input, scope), for: request)
    }

    /// Saves, unless a button asked for another row of contacts.
    func add(_ scope: Scope<WorkLeads>, _ request: Request) async throws -> Response {
        let id = Lead.ID(at: services.outside.now(), random: services.outside.randomBytes(10))
        return try await save(nil, scope, request) { form, contacts in
            try await services.store.addLead(
                form, as: id, contacts: contacts, from: .manual, comparingNames: true, by: scope,
                at: services.outside.now())
            return (id, "flash.lead_created")
        }
    }

    /// The form of a new lead as it was typed.
    func showTyped(
        _ input: Input, _ errors: FieldErrors, _ scope: Scope<WorkLeads>, _ request: Request
    ) async throws -> Response {
        let page = try await page(nil, input, scope, errors)
        return try await services.page(page, errors.isEmpty ? .ok : .unprocessable, for: request)
    }

    func show(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        let lead = try await stored(id, scope)
        return try await services.page(try await page(lead, lead.form.input, scope), for: request)
    }

    func change(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        let lead = try await stored(id, scope)
        return try await save(lead, scope, request) { form, contacts in
            try await services.store.changeLead(
                id, form, contacts: contacts, comparingNames: true, by: scope, at: services.outside.now())
            return (id, "flash.lead_saved")
        }
    }

    private func save(
        _ lead: LeadRecord?, _ scope: Scope<WorkLeads>, _ request: Request,
        _ keep: (LeadForm, [LeadContact.ID]) async throws -> (Lead.ID, String)
    ) async throws -> Response {
        let input = try request.input()
        func again(
            _ errors: FieldErrors, _ duplicates: DuplicateLeads? = nil, _ status: Status = .unprocessable
        ) async throws -> Response {
            try await services.page(
                try await page(lead, input, scope, errors, duplicates), status, for: request)
        }
        do {
            // From the question whether it is one that is there.
            if lead == nil, input.action == "back" { return try await showTyped(input, .none, scope, request) }
            if let button = input.action {
                guard let pressed = input.pressingContact(button) else {
                    throw FieldErrors("", Complaint("error.invalid"))
                }
                return try await services.page(try await page(lead, pressed, scope), for: request)
            }
            let form = try LeadForm(reading: input)
            let contacts = form.contacts.map { _ in
                LeadContact.ID(at: services.outside.now(), random: services.outside.randomBytes(10))
            }
            let (id, words) = try await keep(form, contacts)
            return try await services.redirect(
                to: Leads.lead(in: scope.organizationPublicID, id), saying: Flash(words), for: request)
        } catch let errors as FieldErrors {
            return try await again(errors)
        } catch let found as DuplicateLeads {
            let isTaken = !found.canBeConfirmed
            return try await again(isTaken ? FieldErrors("email", Complaint("error.lead_email")) : .none, found)
        } catch is NoSuchStage {
            return try await again(FieldErrors("stage", Complaint("error.choice")))
        } catch is NoSuchAssignee {
            return try await again(FieldErrors("assignee", Complaint("error.choice")))
        } catch is NoSuchProject {
            return try await again(FieldErrors("project", Complaint("error.choice")))
        } catch is StaleVersion {
            return try await again(FieldErrors("", Complaint("error.lead_stale")), nil, .conflict)
        }
    }

    private func stored(_ id: Lead.ID, _ scope: Scope<WorkLeads>) async throws -> LeadRecord {
        guard let lead = try await services.store.lead(id, try scope.viewing) else { throw NotVisible() }
        return lead
    }

    private func page(
        _ lead: LeadRecord?, _ input: Input, _ scope: Scope<WorkLeads>, _ errors: FieldErrors = .none,
        _ duplicates: DuplicateLeads? = nil
    ) async throws -> LeadFormPage {
        let viewing = try scope.viewing
        let stages = lead == nil ? try await services.store.leadStages(viewing) : []
        let people = lead == nil ? try await services.store.leadPeople(viewing) : []
        let segments = try await services.store.leadSegments(viewing)
        var projects = try await services.store.leadProjects(viewing)
        // What it concerns may stay, also where the reader is no member of it.
        if let known = lead?.summary.project, !projects.contains(known) { projects.append(known) }
        return LeadFormPage(
            lead, stages: stages, people: people, projects: projects, segments: segments, input, errors, duplicates,
            scope)
    }
}

extension Scope {
    /// Whoever works on leads or their stages sees them; throws for anybody else who does not.
    var viewing: Scope<ViewLeads> {
        get throws(AccessDenied) {
            try Scope<ViewLeads>(
                Member(
                    organization: organization, organizationPublicID: organizationPublicID, person: person, role: role))
        }
    }
}

extension Input {
    /// The form of a lead after one of its buttons: `add_contact`, `remove_contact.2`, the number being the row's own.
    /// nil for anything else.
    func pressingContact(_ button: String) -> Input? {
        let rows = LeadForm.rows(of: self)
        if button == "add_contact" {
            guard rows.count < LeadForm.mostContacts else { return self }
            let used = rows.compactMap { Int($0.dropFirst("contact.".count)) }.filter { (0..<1_000_000).contains($0) }
            var input = self
            input.append("contact.\((used.max() ?? -1) + 1).name", "")
            return input
        }
        let parts = button.split(separator: ".").map(String.init)
        guard parts.count == 2, parts[0] == "remove_contact", rows.contains("contact.\(parts[1])") else { return nil }
        return Input(fields.filter { !$0.name.hasPrefix("contact.\(parts[1]).") })
    }
}
