import Forms
import HTTP
import Models
import Store
import Web

/// The people at a lead. Whoever may see the lead may see them.
struct LeadContactsAPI: Feature {
    static let all = APIPath("/lead-contacts/lead/{}", Lead.ID.self)
    static let one = APIPath("/lead-contacts/{}", LeadContact.ID.self)
    static let primary = APIPath("/lead-contacts/{}/set-primary", LeadContact.ID.self)

    let services: Services

    var routes: [Route] {
        let heading = "Contacts of leads"
        let lead = [(name: "lead", text: "The lead_id of a lead.")]
        let contact = [(name: "contact", text: "The contact_id of a contact.")]
        return [
            Route(
                .get, api: Self.all, scope: .leadsRead, ViewLeads.self,
                Operation(
                    "listLeadContacts", in: heading, "The contacts of a lead", "The primary one first, then by name.",
                    captures: lead, problems: [.notFound]), showAll),
            Route(
                .post, api: Self.all, scope: .leadsWrite, WorkLeads.self,
                Operation(
                    "addLeadContact", in: heading, "Add a contact", "The first of a lead is its primary one.",
                    captures: lead, body: LeadContactResource.body, bodyExample: LeadContactResource.bodyExample,
                    status: .created, problems: [.notFound]), add),
            Route(
                .get, api: Self.one, scope: .leadsRead, ViewLeads.self,
                Operation(
                    "showLeadContact", in: heading, "One contact", "How to reach them.", captures: contact,
                    problems: [.notFound]), show),
            Route(
                .put, api: Self.one, scope: .leadsWrite, WorkLeads.self,
                Operation(
                    "replaceLeadContact", in: heading, "Replace a contact", "What is left out is emptied.",
                    captures: contact, body: LeadContactResource.body, bodyExample: LeadContactResource.bodyExample,
                    problems: [.notFound, .conflict]), replace),
            Route(
                .delete, api: Self.one, scope: .leadsWrite, WorkLeads.self,
                Operation(
                    "deleteLeadContact", in: heading, "Remove a contact",
                    "Of those who stay, the first is the primary one from now on, if this one was.", captures: contact,
                    problems: [.notFound, .conflict]), remove),
            Route(
                .patch, api: Self.primary, scope: .leadsWrite, WorkLeads.self,
                Operation(
                    "setPrimaryLeadContact", in: heading, "Make a contact the primary one", "The others no longer are.",
                    captures: contact, problems: [.notFound]), setPrimary),
        ]
    }

    func showAll(
        _ scope: Scope<ViewLeads>, _ call: ProgramCall, _ id: Lead.ID
    ) async throws -> Answer<LeadContactsResource> {
        guard let lead = try await services.store.lead(id, scope) else { throw NotVisible() }
        return Answer(LeadContactsResource(items: lead.contacts.map { LeadContactResource(lead: id, contact: $0) }))
    }

    func show(
        _ scope: Scope<ViewLeads>, _ call: ProgramCall, _ id: LeadContact.ID
    ) async throws -> Answer<LeadContactResource> {
        guard let owner = try await services.store.leadID(of: id, scope),
            let lead = try await services.store.lead(owner, scope), let answer = Self.answer(lead, id)
        else { throw NotVisible() }
        return answer
    }

    func add(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ lead: Lead.ID
    ) async throws -> Answer<LeadContactResource> {
        let id: LeadContact.ID = services.outside.newID()
        let new = try Self.contact(try call.input(), id: nil)
        try await change(lead, scope, new: id, keeping: { Self.answer($0, id, .created).flatMap { call.kept($0) } }) {
            all in
            guard all.count < LeadForm.mostContacts else {
                throw FieldErrors("", Complaint("error.too_many", ["count": "\(LeadForm.mostContacts)"]))
            }
            return (new.isPrimary ? all.map { $0.marked(false) } : all) + [new]
        }
        var answer = try await show(try scope.viewing, call, id)
        answer = Answer(answer.value, .created, location: Self.one(id))
        return answer
    }

    func replace(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: LeadContact.ID
    ) async throws -> Answer<LeadContactResource> {
        let new = try Self.contact(try call.input(), id: id)
        try await change(try await owner(id, scope), scope) { all in
            all.map {
                $0.id == id ? new.marked($0.isPrimary || new.isPrimary) : $0.marked($0.isPrimary && !new.isPrimary)
            }
        }
        return try await show(try scope.viewing, call, id)
    }

    func remove(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: LeadContact.ID
    ) async throws -> Answer<DeletedResource> {
        try await change(try await owner(id, scope), scope) { all in all.filter { $0.id != id } }
        return Answer(DeletedResource(id: id.text))
    }

    func setPrimary(
        _ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: LeadContact.ID
    ) async throws -> Answer<LeadContactResource> {
        try await change(
            try await owner(id, scope), scope, keeping: { Self.answer($0, id).flatMap { call.kept($0) } }
        ) { all in all.map { $0.marked($0.id == id) } }
        return try await show(try scope.viewing, call, id)
    }

    private func owner(_ id: LeadContact.ID, _ scope: Scope<WorkLeads>) async throws -> Lead.ID {
        guard let lead = try await services.store.leadID(of: id, try scope.viewing) else { throw NotVisible() }
        return lead
    }

    private func change(
        _ lead: Lead.ID, _ scope: Scope<WorkLeads>, new id: LeadContact.ID? = nil,
        keeping: @escaping Keeping<LeadRecord> = { _ in nil },
        _ change: @Sendable ([LeadForm.Contact]) throws -> [LeadForm.Contact]
    ) async throws {
        try await services.store.keeping(lead, scope, keeping).changeContacts(
            of: lead, newID: { id ?? services.outside.newID() }, by: scope, at: services.outside.now(), change)
    }

    private static func contact(_ input: Input, id: LeadContact.ID?) throws(FieldErrors) -> LeadForm.Contact {
        do {
            return try LeadForm.Contact(
                reading: input.contactForm, id: id, isPrimary: input["is_primary"] == "true")
        } catch { throw error.ofLead }
    }

    private static func answer(
        _ lead: LeadRecord, _ id: LeadContact.ID, _ status: Status = .ok
    ) -> Answer<LeadContactResource>? {
        lead.contacts.first { $0.id == id }.map {
            Answer(
                LeadContactResource(lead: lead.summary.id, contact: $0), status,
                location: status == .created ? Self.one(id) : nil)
        }
    }
}

extension LeadForm.Contact {
    fileprivate func marked(_ isPrimary: Bool) -> Self {
        Self(id: id, name: name, position: position, phone: phone, email: email, isPrimary: isPrimary)
    }
}
