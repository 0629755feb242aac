package import Models
package import Postgres

/// The board with what stands around it.
package struct LeadPipeline: Sendable {
    /// What it shows, as of a list.
    package let filter: LeadFilter
    package let board: LeadBoard
    /// All of them, also where the board shows one alone.
    package let stages: [LeadStage]
    /// Whom one may filter by; empty for a rep.
    package let people: [MemberName]
    package let segments: [String]
    package let projects: [ProjectLink]
}

extension Store {
    /// The leads that match as columns. A filter with a stage asks for that column alone, with a cursor for what lies
    /// behind it. `from` and `to` are the filter's dates as instants in the reader's zone.
    package func leadPipeline(
        _ filter: LeadFilter, from: Instant?, to: Instant?, _ scope: Scope<ViewLeads>
    ) async throws -> LeadPipeline {
        let pipeline = try await lanes(filter, from: from, to: to, scope)
        guard let total = pipeline.total, total <= LeadBoard.size, let wider = filter.inAnyOrder else {
            return pipeline
        }
        let found = try await lanes(wider, from: from, to: to, scope)
        return (found.total ?? .max) > total ? found : pipeline
    }

    /// In one transaction of one trip.
    private func lanes(
        _ filter: LeadFilter, from: Instant?, to: Instant?, _ scope: Scope<ViewLeads>
    ) async throws -> LeadPipeline {
        let statements = [
            Self.leadStages(scope), BoardQuery(filter: filter, from: from, to: to, scope: scope).board,
            Self.leadPeople(scope), Self.leadSegments(scope), Self.projectLinks(scope),
        ]
        return try await reading(scope) { db in
            let answers = try db.answers(to: statements)
            let stages: [LeadStage] = try answers[0].all()
            let rows: [BoardRow] = try answers[1].all()
            let lanes = stages.filter { filter.stage == nil || $0.id == filter.stage }
            return LeadPipeline(
                filter: filter,
                board: LeadBoard(lanes: BoardRow.lanes(lanes, rows, filter, mostRead: BoardQuery.mostRead(scope))),
                stages: stages,
                people: try answers[2].all(), segments: try answers[3].values(),
                projects: try answers[4].all())
        }
    }
}

extension LeadPipeline {
    /// nil where nobody counted.
    fileprivate var total: Int? {
        board.lanes.allSatisfy(\.isExact) ? board.lanes.map(\.total).reduce(0, +) : nil
    }
}

extension LeadBoard.Card: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let minor: Int? = try row["value_minor"]
        let currency: LeadValue.Currency? = try row["currency"]
        self.init(
            lead: try LeadSummary(row), stageSince: try row["stage_since"],
            value: minor.flatMap { minor in currency.map { LeadValue(minor: minor, currency: $0) } },
            contact: try row["contact"])
    }
}

/// A row of the board's statement: a card, or a figure of a column.
private enum BoardRow: RowDecodable {
    case card(LeadBoard.Card)
    /// Of the stage, or where the stage is none a word that more match than are counted.
    case figure(LaneFigure)

    init(_ row: Row) throws(RowError) {
        let stage: Int? = try row["lane"]
        self = stage == nil ? .card(try LeadBoard.Card(row)) : .figure(try LaneFigure(row))
    }

    static func lanes(
        _ stages: [LeadStage], _ rows: [BoardRow], _ filter: LeadFilter, mostRead: Int
    ) -> [LeadBoard.Lane] {
        var cards: [Int: [LeadBoard.Card]] = [:], figures: [Int: [LaneFigure]] = [:]
        for row in rows {
            switch row {
            case .card(let card): cards[card.lead.stage, default: []].append(card)
            case .figure(let figure): figures[figure.stage, default: []].append(figure)
            }
        }
        let isCounted = figures[LaneFigure.tooMany] == nil
        return stages.map { stage in
            let cards = cards[stage.id] ?? [], shown = Array(cards.prefix(LeadBoard.size))
            let hasMore = cards.count > LeadBoard.size
            if isCounted {
                return LeadBoard.Lane(stage, figures[stage.id] ?? [], isExact: true, shown, hasMore: hasMore)
            }
            let standing = (figures[stage.id] ?? []).map(\.count).reduce(0, +)
            let isWhole = filter.stage == nil ? standing <= mostRead : filter.cursor == nil
            // Nobody counted; but a column that stands here whole is counted by looking at it.
            if !hasMore, isWhole {
                return LeadBoard.Lane(stage, shown.map(LaneFigure.init), isExact: true, shown, hasMore: false)
            }
            let figure = LaneFigure(stage: stage.id, count: filter.stage == nil ? shown.count : ListQuery.mostCounted)
            return LeadBoard.Lane(
                stage, [figure], isExact: false, shown, hasMore: hasMore || filter.stage == nil)
        }
    }
}

private struct LaneFigure: RowDecodable {
    /// Stands for a stage where more match than are counted.
    static let tooMany = 0

    let stage: Int
    let currency: LeadValue.Currency?
    let count, minor: Int
    let since: Instant?

    init(stage: Int, count: Int) {
        (self.stage, self.count) = (stage, count)
        (currency, minor, since) = (nil, 0, nil)
    }

    init(_ card: LeadBoard.Card) {
        (stage, count) = (card.lead.stage, 1)
        (currency, minor, since) = (card.value?.currency, card.value?.minor ?? 0, card.stageSince)
    }

    init(_ row: Row) throws(RowError) {
        stage = try row["lane"]
        currency = try row["lane_currency"]
        count = try row["n"]
        minor = try row["minor"]
        since = try row["since"]
    }
}

extension LeadBoard.Lane {
    fileprivate init(
        _ stage: LeadStage, _ figures: [LaneFigure], isExact: Bool, _ cards: [LeadBoard.Card], hasMore: Bool
    ) {
        let sums = Dictionary(figures.map { ($0.currency, $0.minor) }) { $0 + $1 }
        self.init(
            stage: stage, total: figures.map(\.count).reduce(0, +), isExact: isExact,
            sums: LeadValue.Currency.allCases.compactMap { currency in
                sums[currency].flatMap { $0 > 0 ? LeadValue(minor: $0, currency: currency) : nil }
            }, oldest: figures.compactMap(\.since).min(), cards: cards, hasMore: hasMore)
    }
}
