import Forms
import HTTP
import Models
import Store
import Web

/// Files beside leads and customers: added on their pages, given out, removed.
struct Attachments: Feature {
    static let ofLead = OrganizationPath("/leads/{}/files", Lead.ID.self)
    static let ofCustomer = OrganizationPath("/customers/{}/files", Customer.ID.self)
    static let file = OrganizationPath("/files/{}", Attachment.ID.self)
    static let removal = OrganizationPath("/files/{}/removal", Attachment.ID.self)

    /// Of the form: what is somewhat too large is still read, so that the page can say so.
    private static let limits = MultipartForm.Limits(bytes: Attachment.mostBytes + 8 << 20)

    let services: Services

    var routes: [Route] {
        [
            Route(.post, Self.ofLead, WorkLeads.self, addToLead).taking(uploads: Self.limits),
            Route(.post, Self.ofCustomer, WorkLeads.self, addToCustomer).taking(uploads: Self.limits),
            Route(.get, Self.file, ViewLeads.self, show),
            Route(.get, Self.removal, WorkLeads.self, ask),
            Route(.post, Self.removal, WorkLeads.self, remove),
        ]
    }

    func addToLead(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        try await add(to: .lead(id), scope, request) { errors in
            try await Leads(services: services).showLead(try scope.viewing, request, id, refusingFile: errors)
        }
    }

    func addToCustomer(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Customer.ID) async throws -> Response {
        try await add(to: .customer(id), scope, request) { errors in
            try await Customers(services: services).showCustomer(try scope.viewing, request, id, refusingFile: errors)
        }
    }

    func show(_ scope: Scope<ViewLeads>, _ request: Request, _ id: Attachment.ID) async throws -> Response {
        guard let file = try await services.store.attachedFile(id, scope) else { throw NotVisible() }
        return .file(file, isForEver: false, for: request)
    }

    func ask(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Attachment.ID) async throws -> Response {
        guard let file = try await services.store.removableFile(id, scope) else { throw NotVisible() }
        let organization = scope.organizationPublicID
        let page = ConfirmPage(
            action: Self.removal(in: organization, id), title: Complaint("file.remove_title", ["name": file.name]),
            text: Complaint("file.remove_text"), verb: Complaint("file.remove"),
            cancel: FilesPart.place(of: file.parent, in: organization), version: nil, facts: [])
        return try await services.page(page, for: request)
    }

    func remove(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Attachment.ID) async throws -> Response {
        let file = try await services.store.removeFile(id, by: scope, at: services.outside.now())
        return try await services.redirect(
            to: FilesPart.place(of: file.parent, in: scope.organizationPublicID), saying: Flash("flash.file_removed"),
            for: request)
    }

    /// `again`: the page with what is wrong with the file.
    private func add(
        to parent: ActivityParent, _ scope: Scope<WorkLeads>, _ request: Request,
        again: (FieldErrors) async throws -> Response
    ) async throws -> Response {
        func refuse(_ complaint: Complaint) async throws -> Response {
            try await again(FieldErrors("file", complaint))
        }
        do {
            guard let sent = try request.file("file") else { throw Complaint.Refusal("error.file_missing") }
            guard sent.content.count <= Attachment.mostBytes else {
                throw Complaint.Refusal("error.file_large", ["most": "\(Attachment.mostBytes >> 20)"])
            }
            let file = try KeptFile(reading: sent.content, named: sent.fileName ?? "")
            try await services.store.addFile(
                file, as: services.outside.newID(), to: parent, atMost: services.fileBytes, by: scope,
                at: services.outside.now())
        } catch let refusal as Complaint.Refusal {
            return try await refuse(refusal.complaint)
        } catch let full as FilesFull {
            return try await refuse(Complaint("error.files_full", ["most": "\(full.most >> 20)"]))
        } catch is TooManyFiles {
            return try await refuse(Complaint("error.files_many", ["n": "\(Attachment.most)"]))
        }
        return try await services.redirect(
            to: FilesPart.place(of: parent, in: scope.organizationPublicID), saying: Flash("flash.file_added"),
            for: request)
    }
}
