import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The leads of the token's organization that its member may see: the list with the page's filters, one, and what
/// is done with it.
struct LeadsAPI: Feature {
    static let list = APIPath("/leads")
    static let lead = APIPath("/leads/{}", Lead.ID.self)
    static let assign = APIPath("/leads/{}/assign", Lead.ID.self)
    static let stage = APIPath("/leads/{}/stage", Lead.ID.self)

    let services: Services

    var routes: [Route] {
        let id = [(name: "lead", text: "The lead_id of a lead.")]
        return [
            Route(
                .get, api: Self.list, scope: .leadsRead, ViewLeads.self,
                Operation(
                    "listLeads", in: "Leads", "The leads",
                    "Those that the member may see, the newest first unless the query says otherwise.",
                    query: Self.query), showList),
            Route(
                .post, api: Self.list, scope: .leadsWrite, WorkLeads.self,
                Operation(
                    "addLead", in: "Leads", "Enter a lead",
                    "409 where another lead has its e-mail, phone or tax number; the last two can be saved anyway.",
                    body: LeadResource.body(contacts: true), bodyExample: LeadResource.bodyExample, status: .created),
                add),
            Route(
                .get, api: Self.lead, scope: .leadsRead, ViewLeads.self,
                Operation(
                    "showLead", in: "Leads", "One lead", "Where it stands, who works on it, and its contacts.",
                    captures: id, problems: [.notFound]), show),
            Route(
                .put, api: Self.lead, scope: .leadsWrite, WorkLeads.self,
                Operation(
                    "replaceLead", in: "Leads", "Replace what is known of a lead",
                    "What is left out is emptied; stage, assignee and contacts have addresses of their own.",
                    captures: id, body: LeadResource.body(contacts: false), bodyExample: LeadResource.bodyExample,
                    replacesVersion: true, problems: [.notFound, .conflict]), replace),
            Route(
                .delete, api: Self.lead, scope: .leadsWrite, DeleteLeads.self,
                Operation(
                    "deleteLead", in: "Leads", "Delete a lead",
                    "It leaves every list at once and can be taken back on its page for ten minutes.", captures: id,
                    problems: [.notFound]), remove),
            Route(
                .put, api: Self.assign, scope: .leadsWrite, WorkLeads.self,
                Operation(
                    "assignLead", in: "Leads", "Hand a lead to somebody",
                    "Or to nobody. A rep takes what is nobody's and gives back what is theirs.", captures: id,
                    body: Schema(
                        .object([
                            Schema.Member(
                                "assignee",
                                Person.ID.schema.saying("Who works on it from now on; null: nobody.").orNull,
                                isRequired: false)
                        ])),
                    bodyExample: ["assignee": .string(LeadSummary.example.assignee?.text ?? "")], replacesVersion: true,
                    problems: [.notFound]), assign),
            Route(
                .put, api: Self.stage, scope: .leadsWrite, WorkLeads.self,
                Operation(
                    "moveLead", in: "Leads", "Move a lead to another stage",
                    "To the qualified one it becomes a customer; to the failed one a reason is wanted.", captures: id,
                    body: Schema(
                        .object([
                            Schema.Member("stage", .whole(1...1_000_000_000, "The number of a stage.")),
                            Schema.Member(
                                "reason", Schema.whole(1...1_000_000_000, "The number of a reason of refusal.").orNull,
                                isRequired: false),
                        ])),
                    bodyExample: ["stage": 4], replacesVersion: true, problems: [.notFound]), move),
        ]
    }

    private static let query: [Operation.Parameter] = {
        let sorts = LeadFilter.Sort.allCases.map(\.rawValue)
        return LeadFilter.parameters + [
            Operation.Parameter(
                "sort",
                Schema(
                    .choice(sorts + sorts.map { "-" + $0 }),
                    "The order; with - the other way round. Left out: match where something is searched for, else created."
                )),
            Operation.Parameter("limit", .whole(1...100, "Leads on a page; 20 when left out.")),
            Operation.Parameter("cursor", .text(nil, "next or previous of an answer to the same filter.")),
        ]
    }()

    func showList(_ scope: Scope<ViewLeads>, _ call: ProgramCall) async throws -> Answer<LeadsResource> {
        let query = try call.query()
        var filter = LeadFilter(query)
        filter.cursor = nil
        let cursors = SignedCursors("leads", filter, of: scope, ring: services.ring)
        filter.size = query["limit"].flatMap { Int($0) } ?? LeadFilter.standardSize
        if let text = query["cursor"] {
            guard let cursor = LeadFilter.Cursor(programText: try cursors.read(text)),
                cursor.key?.fits(filter.sort) ?? true
            else { throw Refused(code: .cursor) }
            filter.cursor = cursor
        }
        let zone = try await services.zone(of: filter, scope)
        let list = try await services.store.leads(
            filter, from: filter.from.map(zone.begin), to: filter.to.map { zone.begin($0.advanced(days: 1)) }, scope)
        func cursor(_ row: LeadSummary?, isBackward: Bool) -> String? {
            row.flatMap { cursors.text($0.cursor(filter.sort, isBackward: isBackward).programText) }
        }
        return Answer(
            LeadsResource(
                items: list.rows.map { LeadItem(lead: $0, stage: list.stages.stage($0.stage)) }, total: list.total,
                previous: list.hasPrevious ? cursor(list.rows.first, isBackward: true) : nil,
                next: list.hasNext ? cursor(list.rows.last, isBackward: false) : nil))
    }

    func show(_ scope: Scope<ViewLeads>, _ call: ProgramCall, _ id: Lead.ID) async throws -> Answer<LeadResource> {
        guard let lead = try await services.store.lead(id, scope) else { throw NotVisible() }
        return answer(lead, try await services.store.leadStages(scope))
    }

    func add(_ scope: Scope<WorkLeads>, _ call: ProgramCall) async throws -> Answer<LeadResource> {
        let form = try Self.form(try call.input())
        let id: Lead.ID = services.outside.newID()
        let stages = try await services.store.leadStages(try scope.viewing)
        let store = services.store.keeping(id, scope) { call.kept(answer($0, stages, .created)) }
        try await store.addLead(
            form, as: id, contacts: form.contacts.map { _ in services.outside.newID() }, from: .api, by: scope,
            at: services.outside.now())
        guard let lead = try await services.store.lead(id, try scope.viewing) else { throw NotVisible() }
        return answer(lead, stages, .created)
    }

    func replace(_ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: Lead.ID) async throws -> Answer<LeadResource> {
        let version = try call.replacedVersion()
        let form = try Self.form(try call.input())
        let stored = try await stored(id, scope)
        guard version.replacing(stored.summary.version) == stored.summary.version else { throw StaleVersion() }
        try await services.store.changeLead(
            id, LeadForm(form, keepingContactsOf: stored), contacts: stored.contacts.map(\.id), by: scope,
            at: services.outside.now())
        return try await show(try scope.viewing, call, id)
    }

    func remove(_ scope: Scope<DeleteLeads>, _ call: ProgramCall, _ id: Lead.ID) async throws -> Answer<DeletedResource>
    {
        try await services.store.deleteLead(id, by: scope, at: services.outside.now())
        return Answer(DeletedResource(id: id.text))
    }

    func assign(_ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: Lead.ID) async throws -> Answer<LeadResource> {
        let version = try call.replacedVersion()
        let input = try call.input()
        let person = input["assignee"].flatMap { Person.ID(pathText: $0) }
        if input["assignee"] != nil, person == nil { throw NoSuchAssignee() }
        try await services.store.assignLead(
            id, to: person, version: version.number, by: scope, at: services.outside.now())
        return try await show(try scope.viewing, call, id)
    }

    func move(_ scope: Scope<WorkLeads>, _ call: ProgramCall, _ id: Lead.ID) async throws -> Answer<LeadResource> {
        let version = try call.replacedVersion()
        var field = FieldReader(try call.input())
        let read = field.integer("stage", in: 1...1_000_000_000)
        // `.some(nil)`: nothing was said; nil: it was refused.
        let why: Int?? =
            field.input["reason"] == nil ? .some(nil) : field.integer("reason", in: 1...1_000_000_000).map { .some($0) }
        let (stage, reason) = try field.values(read, why)
        let stages = try await services.store.leadStages(try scope.viewing)
        if stages.contains(where: { $0.id == stage && $0.kind == .qualified }) {
            _ = try await services.qualify(id, .unlessKnown, version: version.number, by: scope)
        } else {
            try await services.store.moveLead(
                id, to: stage, because: reason, version: version.number, by: scope,
                at: services.outside.now())
        }
        return try await show(try scope.viewing, call, id)
    }

    private func stored(_ id: Lead.ID, _ scope: Scope<WorkLeads>) async throws -> LeadRecord {
        guard let lead = try await services.store.lead(id, try scope.viewing) else { throw NotVisible() }
        return lead
    }

    private func answer(_ lead: LeadRecord, _ stages: [LeadStage], _ status: Status = .ok) -> Answer<LeadResource> {
        Answer(
            LeadResource(lead: lead, stage: stages.stage(lead.summary.stage)), status, version: lead.summary.version,
            location: status == .created ? Self.lead(lead.summary.id) : nil)
    }

    private static func form(_ input: Input) throws(FieldErrors) -> LeadForm {
        do { return try LeadForm(reading: input.leadForm) } catch { throw error.ofLead }
    }
}

extension Services {
    /// The zone that the dates of a program's filter are meant in.
    func zone(of filter: LeadFilter, _ scope: Scope<ViewLeads>) async throws -> Zone {
        try zones.zone(filter.from == nil && filter.to == nil ? "UTC" : try await store.organizationZone(scope))
    }
}

/// What a deletion answers.
struct DeletedResource: Resource {
    let id: String

    static let fields = [Field<Self>("deleted", \.id, "The id of what was deleted.")]
    static let example = DeletedResource(id: LeadSummary.example.id.text)
}

extension [LeadStage] {
    func stage(_ id: Int) -> LeadStage? { first { $0.id == id } }
}

extension LeadForm {
    /// Replaces everything but the contacts.
    fileprivate init(_ form: LeadForm, keepingContactsOf lead: LeadRecord) {
        self.init(
            company: form.company, email: form.email, phones: form.phones, inn: form.inn, segment: form.segment,
            project: form.project, value: form.value, notes: form.notes, contacts: lead.form.contacts,
            isConfirmed: form.isConfirmed,
            version: lead.summary.version)
    }
}

extension ReplacedVersion {
    /// nil for whatever is there.
    fileprivate var number: Int? { if case .version(let number) = self { number } else { nil } }
}

extension SignedCursors {
    /// Of a page of leads that match; `place`: where they are shown.
    init(_ place: String, _ filter: LeadFilter, of scope: Scope<ViewLeads>, ring: KeyRing) {
        var plain = filter
        plain.size = LeadFilter.standardSize
        let words = plain.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        self.init(about: "\(place) \(scope.organization.text) \(scope.person.text)?\(words)", ring: ring)
    }
}

extension LeadFilter {
    /// What programs may ask of leads, wherever they are shown.
    static let parameters = [
        Operation.Parameter(
            "q",
            .text(
                nil, pattern: LeadContactResource.prose,
                "Part of a company, e-mail, tax number, phone or contact, or several words in any order; the beginning below 3 characters."
            )),
        Operation.Parameter("stage", .whole(1...1_000_000_000, "The number of a stage.")),
        Operation.Parameter(
            "assignee", .text(2...36, pattern: "^(me|nobody|[0-9a-f-]{36})$", "me, nobody, or the id of a member.")),
        Operation.Parameter(
            "segment", .text(nil, pattern: LeadContactResource.prose, "A kind of company, exactly.")),
        Operation.Parameter("project", PublicID.schema.saying("The project_id of a project they concern.")),
        Operation.Parameter("source", .choice(Lead.Source.self, "How they got here.")),
        Operation.Parameter("from", .date.saying("Created on this date or later, in the organization's zone.")),
        Operation.Parameter("to", .date.saying("Created on this date or earlier.")),
        Operation.Parameter("score", .whole(0...1_000, "The least score.")),
        Operation.Parameter("plan", .choice(Plan.self, "none: no next activity.")),
        Operation.Parameter("outcome", .choice(Outcome.self, "customer: it became one.")),
    ]
}
