import Forms
import HTTP
import Models
import Store
import Web

/// The stages that leads pass.
struct LeadStagesAPI: Feature {
    static let all = APIPath("/lead-stages")
    static let one = APIPath("/lead-stages/{}", Int.self)

    let services: Services

    var routes: [Route] {
        let id = [(name: "stage", text: "The stage_id of a stage.")]
        return [
            Route(
                .get, api: Self.all, scope: .leadsRead, ViewLeads.self,
                Operation(
                    "listLeadStages", in: "Lead stages", "The stages", "In their order; a new lead is in the first."),
                showAll),
            Route(
                .get, api: Self.one, scope: .leadsRead, ViewLeads.self,
                Operation(
                    "showLeadStage", in: "Lead stages", "One stage", "What it is for.",
                    captures: id, problems: [.notFound]), show),
            Route(
                .post, api: Self.all, scope: .settingsWrite, EditStages.self,
                Operation(
                    "addLeadStage", in: "Lead stages", "Add a stage",
                    "Behind the open ones; a qualified or failed one takes the place of the former, which is open then.",
                    body: LeadStageResource.body, bodyExample: LeadStageResource.bodyExample, status: .created), add),
            Route(
                .put, api: Self.one, scope: .settingsWrite, EditStages.self,
                Operation(
                    "replaceLeadStage", in: "Lead stages", "Change a stage", "What is left out is emptied.",
                    captures: id, body: LeadStageResource.body, bodyExample: LeadStageResource.bodyExample,
                    replacesVersion: true, problems: [.notFound, .conflict]), replace),
            Route(
                .delete, api: Self.one, scope: .settingsWrite, EditStages.self,
                Operation(
                    "deleteLeadStage", in: "Lead stages", "Delete a stage",
                    "409 while leads stand in it, unless the query says where they go.", captures: id,
                    query: [
                        Operation.Parameter(
                            "move_to", .whole(1...1_000_000_000, "The number of the open stage that its leads go to."))
                    ], problems: [.notFound, .conflict]), remove),
        ]
    }

    func showAll(_ scope: Scope<ViewLeads>, _ call: ProgramCall) async throws -> Answer<LeadStagesResource> {
        Answer(LeadStagesResource(items: try await services.store.leadStages(scope).map(LeadStageResource.init)))
    }

    func show(_ scope: Scope<ViewLeads>, _ call: ProgramCall, _ id: Int) async throws -> Answer<LeadStageResource> {
        Self.answer(try await stored(id, scope))
    }

    func add(_ scope: Scope<EditStages>, _ call: ProgramCall) async throws -> Answer<LeadStageResource> {
        let form = try Self.form(try call.input(), version: 0)
        let store = services.store.keepingStage(named: form.name, scope) { call.kept(Self.answer($0, .created)) }
        try await store.addStage(form, by: scope, at: services.outside.now())
        let stages = try await services.store.leadStages(try scope.viewing)
        guard let stage = stages.first(where: { $0.name == form.name }) else { throw NotVisible() }
        return Self.answer(stage, .created)
    }

    func replace(_ scope: Scope<EditStages>, _ call: ProgramCall, _ id: Int) async throws -> Answer<LeadStageResource> {
        let version = try call.replacedVersion()
        let input = try call.input()
        let form = try Self.form(input, version: version.replacing(try await stored(id, try scope.viewing).version))
        try await services.store.changeStage(id, form, by: scope, at: services.outside.now())
        return Self.answer(try await stored(id, try scope.viewing))
    }

    func remove(_ scope: Scope<EditStages>, _ call: ProgramCall, _ id: Int) async throws -> Answer<DeletedResource> {
        let target = try call.query()["move_to"].flatMap { Int($0) }
        try await services.store.deleteStage(id, movingTo: target, by: scope, at: services.outside.now())
        return Answer(DeletedResource(id: "\(id)"))
    }

    private func stored(_ id: Int, _ scope: Scope<ViewLeads>) async throws -> LeadStage {
        let stages = try await services.store.leadStages(scope)
        guard let stage = stages.first(where: { $0.id == id }) else { throw NotVisible() }
        return stage
    }

    private static func form(_ input: Input, version: Int) throws -> StageForm {
        var form = input
        form.set("version", "\(max(0, version))")
        return try StageForm(reading: form)
    }

    private static func answer(_ stage: LeadStage, _ status: Status = .ok) -> Answer<LeadStageResource> {
        Answer(
            LeadStageResource(stage: stage), status, version: stage.version,
            location: status == .created ? Self.one(stage.id) : nil)
    }
}

struct LeadStageResource: Resource {
    let stage: LeadStage

    static let fields = [
        Field<Self>("stage_id", \.stage.id, "The stage, as leads name it."),
        Field<Self>("name", \.stage.name, "Its name."),
        Field<Self>("color", \.stage.color, "Its colour of the palette."),
        Field<Self>("kind", \.stage.kind, "One stage is for the qualified, one for the failed."),
        Field<Self>(
            "ageing_days", \.stage.ageingDays, "Days after which a lead in it is shown as ageing; null: never."),
    ]
    static let example = LeadStageResource(
        stage: LeadStage(id: 4, name: "Negotiation", color: .c8, kind: .open, ageingDays: 7, version: 1))

    static let body = Schema(
        .object([
            Schema.Member(
                "name", .text(1...60, pattern: LeadContactResource.line, "No two stages have the same.")),
            Schema.Member("color", .choice(StageColor.self, "Its colour of the palette.")),
            Schema.Member("kind", .choice(LeadStage.Kind.self, "One stage is for the qualified, one for the failed.")),
            Schema.Member(
                "ageing_days",
                Schema.whole(1...365, "Days after which a lead in it is shown as ageing; null: never.").orNull,
                isRequired: false),
        ]))
    static let bodyExample: JSON = ["name": "Negotiation", "color": "c8", "kind": "open", "ageing_days": 7]
}

struct LeadStagesResource: Resource {
    let items: [LeadStageResource]

    static let fields = [Field<Self>("items", \.items, "In their order.")]
    static let example = LeadStagesResource(items: [.example])
}
