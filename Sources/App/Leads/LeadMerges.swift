import Forms
import HTTP
import Models
import Store
import Web

/// Makes one lead of two.
struct LeadMerges: Feature {
    static let merge = OrganizationPath("/leads/{}/merge", Lead.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.merge, DeleteLeads.self, ask),
            Route(.post, Self.merge, DeleteLeads.self, unite),
        ]
    }

    /// `with`: the other one.
    func ask(_ scope: Scope<DeleteLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        let page = try await page(id, try request.queryInput(), .none, scope)
        return try await services.page(page, for: request)
    }

    func unite(_ scope: Scope<DeleteLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        let input = try request.input()
        func again(_ complaint: Complaint, _ status: Status) async throws -> Response {
            try await services.page(try await page(id, input, FieldErrors("", complaint), scope), status, for: request)
        }
        do {
            let merge = try LeadMerge(id, reading: input)
            let entry = try await services.store.mergeLeads(merge, by: scope, at: services.outside.now())
            let organization = scope.organizationPublicID
            return try await services.redirect(
                to: Leads.lead(in: organization, id),
                saying: Flash("flash.leads_merged").undone(by: entry, in: organization), for: request)
        } catch is FieldErrors {
            throw NotVisible()
        } catch is StaleVersion {
            return try await again(Complaint("error.merge_stale"), .conflict)
        } catch let problem as UnmergeableLeads {
            let words =
                switch problem.reason {
                case .customers: Complaint("error.merge_customers")
                case .contacts: Complaint("error.merge_contacts", ["n": "\(LeadForm.mostContacts)"])
                case .files: Complaint("error.merge_files", ["n": "\(Attachment.most)"])
                }
            return try await again(words, .unprocessable)
        }
    }

    private func page(
        _ id: Lead.ID, _ input: Input, _ errors: FieldErrors, _ scope: Scope<DeleteLeads>
    ) async throws -> LeadMergePage {
        guard let other = input["with"].flatMap({ Lead.ID(text: $0) }),
            let pair = try await services.store.mergeableLeads(id, other, scope)
        else { throw NotVisible() }
        let stages = try await services.store.leadStages(try scope.viewing)
        return LeadMergePage(pair.winner, pair.loser, stages, input, errors, in: scope.organizationPublicID)
    }
}
