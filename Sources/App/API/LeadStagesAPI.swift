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
        [
            Route(
                .get, api: Self.all, scope: .leadsRead, ViewLeads.self,
                Operation(
                    "listLeadStages", in: "Lead stages", "The stages", "In their order; a new lead is in the first."),
                showAll),
            Route(
                .get, api: Self.one, scope: .leadsRead, ViewLeads.self,
                Operation(
                    "showLeadStage", in: "Lead stages", "One stage", "What it is for.",
                    captures: [(name: "stage", text: "The stage_id of a stage.")], problems: [.notFound]), show),
        ]
    }

    func showAll(_ scope: Scope<ViewLeads>, _ call: ProgramCall) async throws -> Answer<LeadStagesResource> {
        Answer(LeadStagesResource(items: try await services.store.leadStages(scope).map(LeadStageResource.init)))
    }

    func show(_ scope: Scope<ViewLeads>, _ call: ProgramCall, _ id: Int) async throws -> Answer<LeadStageResource> {
        guard let stage = try await services.store.leadStages(scope).first(where: { $0.id == id }) else {
            throw NotVisible()
        }
        return Answer(LeadStageResource(stage: stage), version: stage.version)
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
}

struct LeadStagesResource: Resource {
    let items: [LeadStageResource]

    static let fields = [Field<Self>("items", \.items, "In their order.")]
    static let example = LeadStagesResource(items: [.example])
}
