import Forms
import Models
import Store
import Web

/// `Resources/templates/leads/pipeline.html`: leads as cards, a column for each stage.
struct PipelinePage: Page {
    static let template = "leads/pipeline.html"
    static let place = NavigationItem.pipeline

    struct Card: Encodable {
        /// Its id on the page, to which a move leads back.
        let anchor: String
        let path: String
        let company: String
        let segment, contact, reach, assignee: String?
        let value: LeadPage.Value?
        let score: Int
        /// Seconds in the stage, where that is longer than its limit.
        let ageing: Int?
        /// Where a POST moves it; nil for those who may not.
        let move: String?
        /// It may be moved to the qualified stage with one click.
        let canQualify: Bool
        let version: String
    }

    struct Lane: Encodable {
        /// The stage's number, as the forms of the cards send it.
        let id: String
        let word: ListWord
        let color: String
        let total: Int
        /// There are just so many; else there are more.
        let isExact: Bool
        let sums: [LeadPage.Value]
        /// Seconds that the one that came first has stood there.
        let oldest: Int?
        let cards: [Card]
        /// This column alone, further back; nil at its end.
        let more: String?
    }

    let list: ListFrame
    /// All columns together, where each is counted.
    let total: Int?
    let sums: [LeadPage.Value]
    /// More match than are counted for one view.
    let isLarge: Bool
    /// The stage that makes a customer, as the forms of the cards send it.
    let qualified: String?
    let lanes: [Lane]
    let stages: [FilterField.Choice]
    /// One column alone: leads back to all of them.
    let all: String?
    /// The same leads as a table.
    let table: String
    /// Enters a new one; nil for those who may not.
    let newPath: String?
    /// The board as it is shown, to come back to.
    let address: String
    /// The reader sees their own leads and nobody's, no others.
    let isOwn: Bool
}

extension PipelinePage {
    init(
        _ found: LeadPipeline, _ filter: LeadFilter, _ complaints: [Complaint], _ scope: Scope<ViewLeads>, now: Instant
    ) {
        let organization = scope.organizationPublicID, works = WorkLeads.isHeld(by: scope.role)
        let pairs = filter.query.map { ($0.name, $0.value) }
        let address = ListAddress(Pipeline.board(in: organization), pairs)
        let shown = address.with("after", filter.cursor?.text)
        let lanes = found.board.lanes, isLarge = lanes.contains { !$0.isExact }
        let sums = LeadValue.Currency.allCases.map { currency in
            let sums = lanes.flatMap(\.sums).filter { $0.currency == currency }
            return LeadPage.Value(
                minor: sums.map(\.minor).reduce(0) { $0.addingReportingOverflow($1).partialValue },
                currency: currency.rawValue)
        }
        self.init(
            list: ListFrame(
                address, fields: FilterField.all(of: filter, nil, found.people, found.segments, found.projects),
                ofSearch: ["words"],
                complaints: complaints + filter.notes, total: nil, size: LeadBoard.size,
                previous: nil, next: nil, sorts: [:]),
            total: isLarge ? nil : lanes.map(\.total).reduce(0, +), sums: isLarge ? [] : sums.filter { $0.minor > 0 },
            isLarge: isLarge, qualified: found.stages.first { $0.kind == .qualified }.map { "\($0.id)" },
            lanes: lanes.map { lane in
                Lane(
                    id: "\(lane.stage.id)", word: lane.stage.word, color: lane.stage.color.rawValue, total: lane.total,
                    isExact: lane.isExact,
                    sums: lane.sums.map { LeadPage.Value(minor: $0.minor, currency: $0.currency.rawValue) },
                    oldest: lane.oldest.map { Int(now.seconds(since: $0)) },
                    cards: lane.cards.map { Card($0, in: lane.stage, organization, works: works, now: now) },
                    more: lane.hasMore
                        ? address.with("stage", "\(lane.stage.id)").with("after", lane.cards.last?.cursor.text).text
                        : nil)
            }, stages: found.stages.map { FilterField.Choice("\($0.id)", $0.word) },
            all: filter.stage == nil ? nil : address.with("stage", nil).text,
            table: ListAddress(Leads.list(in: organization), pairs).text,
            newPath: works ? LeadForms.new(in: organization) : nil, address: shown.text, isOwn: !scope.seesEveryLead)
    }
}

extension PipelinePage.Card {
    init(_ card: LeadBoard.Card, in stage: LeadStage, _ organization: PublicID, works: Bool, now: Instant) {
        let lead = card.lead, age = Int(now.seconds(since: card.stageSince))
        self.init(
            anchor: Self.anchor(of: lead.id), path: Leads.lead(in: organization, lead.id), company: lead.company,
            segment: lead.segment, contact: card.contact, reach: lead.email ?? lead.phones.first,
            assignee: lead.assigneeName,
            value: card.value.map { LeadPage.Value(minor: $0.minor, currency: $0.currency.rawValue) },
            score: lead.score, ageing: stage.ageingDays.flatMap { age > $0 * 86_400 ? age : nil },
            move: works ? LeadMoves.stage(in: organization, lead.id) : nil,
            canQualify: works && lead.customer == nil && stage.kind == .open, version: "\(lead.version)")
    }

    static func anchor(of lead: Lead.ID) -> String { "lead-\(lead.text)" }
}

extension LeadFilter {
    /// Says of a short search what it does not find.
    static func shortTerm(_ term: String?) -> [Complaint] {
        term.flatMap(SearchTerm.init)?.isShort == true ? [Complaint("leads.short_term")] : []
    }

    /// What one has to know of a search besides.
    var notes: [Complaint] {
        let scattered = words == nil ? nil : term.map { Complaint("leads.any_order", ["term": $0]) }
        return Self.shortTerm(term) + (scattered.map { [$0] } ?? [])
    }
}

extension PipelinePage {
    static let examples = [
        example([("q", "<x>")], lane(more: "/o/a2b3c4d5e6/pipeline?stage=1&after=i1.x"), isPlain: false),
        example([], lane(isLarge: true, works: false), isPlain: true),
    ]

    private static func example(_ pairs: [(String, String)], _ lane: Lane, isPlain: Bool) -> PipelinePage {
        let address = ListAddress("/o/a2b3c4d5e6/pipeline", pairs)
        let empty = Lane(
            id: "6", word: .text(Complaint("lead_stage.refused")), color: "c10", total: 0, isExact: true, sums: [],
            oldest: nil, cards: [], more: nil)
        return PipelinePage(
            list: ListFrame(
                address, fields: [.search("q", Complaint("leads.search"), value: pairs.first?.1 ?? "")], total: nil,
                size: 20, previous: nil, next: nil, sorts: [:]),
            total: lane.isExact ? lane.total : nil, sums: lane.sums, isLarge: !lane.isExact, qualified: "5",
            lanes: [lane, empty],
            stages: [
                FilterField.Choice("1", .name("<Pilot>")),
                FilterField.Choice("6", .text(Complaint("lead_stage.refused"))),
            ], all: isPlain ? address.text : nil, table: "/o/a2b3c4d5e6/leads",
            newPath: isPlain ? nil : "/o/a2b3c4d5e6/leads/new", address: address.text, isOwn: !isPlain)
    }

    private static func lane(isLarge: Bool = false, works: Bool = true, more: String? = nil) -> Lane {
        let path = "/o/a2b3c4d5e6/leads/1"
        return Lane(
            id: "1", word: .name("<Pilot>"), color: "c1", total: isLarge ? 20 : 118, isExact: !isLarge,
            sums: isLarge
                ? []
                : [
                    LeadPage.Value(minor: 410_000_000, currency: "UAH"),
                    LeadPage.Value(minor: 3_820_000, currency: "USD"),
                ],
            oldest: isLarge ? nil : 3_456_000,
            cards: [
                Card(
                    anchor: "lead-1", path: path, company: "Меблі <Карпат>", segment: "Furniture",
                    contact: "Світлана <Гук>", reach: "zakupivli@meblikarpat.ua", assignee: "Олена Марченко",
                    value: LeadPage.Value(minor: 124_000_000, currency: "UAH"), score: 86, ageing: 900_000,
                    move: works ? path + "/stage" : nil, canQualify: works, version: "3"),
                Card(
                    anchor: "lead-2", path: path, company: "Dnister", segment: nil, contact: nil, reach: nil,
                    assignee: nil, value: nil, score: 0, ageing: nil, move: works ? path + "/stage" : nil,
                    canQualify: false, version: "1"),
            ], more: more)
    }
}
