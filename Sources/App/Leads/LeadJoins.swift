import Forms
import HTTP
import Models
import Store
import Web

/// Adds what somebody typed of a new lead to one that is there already, instead of saving a second one.
struct LeadJoins: Feature {
    static let join = OrganizationPath("/leads/{}/join", Lead.ID.self)

    let services: Services

    var routes: [Route] { [Route(.post, Self.join, WorkLeads.self, join)] }

    /// Asks which of the two says what; with the answer, `lead_version` and `take.…`, it does so.
    func join(_ scope: Scope<WorkLeads>, _ request: Request, _ id: Lead.ID) async throws -> Response {
        guard let lead = try await services.store.lead(id, try scope.viewing) else { throw NotVisible() }
        var input = try request.input()
        // Whoever adds to a lead has decided that they are the same company.
        input.set("anyway", "1")
        let form: LeadForm
        do { form = try LeadForm(reading: input) } catch {
            return try await LeadForms(services: services).showTyped(input, error, scope, request)
        }
        let projects = try await services.store.leadProjects(try scope.viewing)
        func ask(_ complaint: Complaint?, _ status: Status) async throws -> Response {
            let errors = complaint.map { FieldErrors("", $0) } ?? .none
            let page = LeadMergePage(
                lead, adding: form, concerning: projects, input, errors, in: scope.organizationPublicID)
            return try await services.page(page, status, for: request)
        }
        guard input["lead_version"] != nil else { return try await ask(nil, .ok) }
        do {
            let joined = try LeadAddition(form, reading: input).form(for: lead)
            try await services.store.changeLead(
                id, joined, contacts: joined.contacts.map { _ in services.outside.newID() }, by: scope,
                at: services.outside.now())
        } catch is FieldErrors {
            return try await ask(nil, .ok)
        } catch let refusal as Complaint.Refusal {
            return try await ask(refusal.complaint, .unprocessable)
        } catch is DuplicateLeads {
            return try await ask(Complaint("error.lead_email"), .unprocessable)
        } catch is NoSuchProject {
            throw NotVisible()
        } catch is StaleVersion {
            return try await ask(Complaint("error.merge_stale"), .conflict)
        }
        return try await services.redirect(
            to: Leads.lead(in: scope.organizationPublicID, id), saying: Flash("flash.lead_joined"), for: request)
    }
}

extension LeadMergePage {
    /// A lead, and what was typed of a new one.
    fileprivate init(
        _ lead: LeadRecord, adding typed: LeadForm, concerning projects: [ProjectLink], _ input: Input,
        _ errors: FieldErrors, in organization: PublicID
    ) {
        let own = lead.form
        func text(_ value: String?) -> ListWord? { value.map { .name($0) } }
        func money(_ value: LeadValue?) -> ListWord? { value.map { .text($0.words) } }
        let all: [(LeadMerge.Field, String, ListWord?, ListWord?)] = [
            (.company, "leads.company", text(own.company), text(typed.company)),
            (.email, "leads.email", text(own.email), text(typed.email)),
            (.inn, "leads.inn", text(own.inn), text(typed.inn)),
            (.segment, "leads.segment", text(own.segment), text(typed.segment)),
            (
                .project, "leads.project", text(lead.summary.project?.name),
                text(projects.first { $0.publicID == typed.project }?.name)
            ),
            (.value, "lead.value", money(own.value), money(typed.value)),
        ]
        let kept = input.fields.filter { field in
            !["csrf", "action", "anyway", "lead_version"].contains(field.name) && !field.name.hasPrefix("take.")
        }
        let version = HiddenField("lead_version", "\(lead.summary.version)")
        let joined = try? LeadAddition(typed, reading: Input(["lead_version": "0"])).form(for: lead)
        self.init(
            action: LeadJoins.join(in: organization, lead.summary.id), list: Leads.list(in: organization),
            lead: Leads.lead(in: organization, lead.summary.id), swap: nil, back: LeadForms.new(in: organization),
            company: own.company, other: typed.company,
            // What only the lead says is not asked: nothing was typed against it.
            rows: all.filter { $0.3 != nil && $0.2 != $0.3 }.map { field, label, own, other in
                let name = "take.\(field.rawValue)"
                return Row(
                    name: name, label: Complaint(label), own: own ?? .name("—"), other: other ?? .name("—"),
                    isOther: input[name].map { $0 == "other" } ?? (own == nil))
            },
            contacts: joined?.contacts.count ?? own.contacts.count + typed.contacts.count,
            phones: LeadMerge.phones(own.phones, typed.phones).count,
            fields: kept.map { HiddenField($0.name, $0.value) } + [version], errors: FormErrors(errors))
    }
}
