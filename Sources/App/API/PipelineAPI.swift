import Forms
import HTTP
import Models
import Store
import Web

/// The board of leads, as programs see it.
struct PipelineAPI: Feature {
    static let board = APIPath("/pipeline")

    let services: Services

    var routes: [Route] {
        [
            Route(
                .get, api: Self.board, scope: .leadsRead, ViewLeads.self,
                Operation(
                    "showPipeline", in: "Leads", "The pipeline",
                    "A column for each stage with the leads that came to it last; with stage that column alone, with a cursor what lies behind it.",
                    query: LeadFilter.parameters + [
                        Operation.Parameter("cursor", .text(nil, "next of a column in an answer to the same filter."))
                    ]), show)
        ]
    }

    func show(_ scope: Scope<ViewLeads>, _ call: ProgramCall) async throws -> Answer<PipelineResource> {
        let query = try call.query()
        var filter = LeadFilter(query)
        filter.cursor = nil
        func cursors(of stage: Int?) -> SignedCursors {
            var one = filter
            one.stage = stage
            one.cursor = nil
            return SignedCursors("pipeline", one, of: scope, ring: services.ring)
        }
        if let text = query["cursor"] {
            guard filter.stage != nil,
                let cursor = LeadFilter.Cursor(programText: try cursors(of: filter.stage).read(text)),
                case .moment = cursor.key
            else { throw Refused(code: .cursor) }
            filter.cursor = cursor
        }
        let zone = try await services.zone(of: filter, scope)
        let found = try await services.store.leadPipeline(
            filter, from: filter.from.map(zone.begin), to: filter.to.map { zone.begin($0.advanced(days: 1)) }, scope)
        return Answer(
            PipelineResource(
                items: found.board.lanes.map { lane in
                    LaneResource(
                        lane: lane,
                        next: lane.hasMore
                            ? lane.cards.last.flatMap { cursors(of: lane.stage.id).text($0.cursor.programText) } : nil)
                }))
    }
}

struct PipelineResource: Resource {
    let items: [LaneResource]

    static let fields = [Field<Self>("items", \.items, "A column for each stage, in their order.")]
    static let example = PipelineResource(items: [.example])
}

/// A stage with its leads.
struct LaneResource: Resource {
    let lane: LeadBoard.Lane
    let next: String?

    static let fields: [Field<Self>] =
        LeadStageResource.fields.map { field in Field(field, of: { LeadStageResource(stage: $0.lane.stage) }) } + [
            Field<Self>(
                "total", { $0.lane.isExact ? $0.lane.total : nil },
                "How many match; null where more than 1,000 do, which nobody counts."),
            Field<Self>(
                "sums", { $0.lane.sums.map(SumResource.init) },
                "What they are expected to bring, by currency; empty where total is null."),
            Field<Self>(
                "oldest_since", \.lane.oldest,
                "Since when the one stands there that came first; null where there is none or total is null."),
            Field<Self>(
                "leads", { root in root.lane.cards.map { CardResource(card: $0, stage: root.lane.stage) } },
                "Up to 20, the last that came first."),
            Field<Self>(
                "next", \.next,
                "The cursor of what lies behind them; null: nothing. Ask with stage where neither leads nor total are told."
            ),
        ]
    static let example = LaneResource(
        lane: LeadBoard.Lane(
            stage: LeadStageResource.example.stage, total: 1, isExact: true,
            sums: [SumResource.example.sum], oldest: .example(hours: -5), cards: [CardResource.example.card],
            hasMore: false), next: nil)
}

/// A sum of one currency.
struct SumResource: Resource {
    let sum: LeadValue

    static let fields = [
        Field<Self>("value", \.sum.amount, "12500 or 12500.50."),
        Field<Self>("currency", \.sum.currency, "The currency of value."),
    ]
    static let example = SumResource(sum: LeadValue(minor: 1_250_000, currency: .uah))
}

/// A lead in its column.
struct CardResource: Resource {
    let card: LeadBoard.Card
    let stage: LeadStage

    static let fields: [Field<Self>] =
        LeadItem.fields.map { field in Field(field, of: { LeadItem(lead: $0.card.lead, stage: $0.stage) }) } + [
            Field<Self>("stage_since", \.card.stageSince, "Since when it stands in its stage."),
            Field<Self>("value", \.card.value?.amount, "What is expected from it; null: unknown."),
            Field<Self>("currency", \.card.value?.currency, "The currency of value."),
            Field<Self>("contact", \.card.contact, "The name of the primary contact; null: none."),
        ]
    static let example = CardResource(
        card: LeadBoard.Card(
            lead: .example, stageSince: .example(hours: -5), value: LeadValue(minor: 1_250_000, currency: .uah),
            contact: "Марія Ковальчук"), stage: LeadStageResource.example.stage)
}
