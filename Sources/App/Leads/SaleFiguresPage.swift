import Forms
import Models
import Store
import Web

/// `Resources/templates/leads/figures.html`: how the sale went in a period. Every figure leads to its rows.
struct SaleFiguresPage: Page {
    static let template = "leads/figures.html"
    static let place = NavigationItem.saleFigures

    /// How long something took, in seconds.
    struct Times: Encodable {
        let median, ninetieth: Int
        /// Of how many of all it is; nil: of all.
        let sample: Int?

        init?(_ quantiles: Quantiles?, of count: Int) {
            guard let quantiles else { return nil }
            median = quantiles.median
            ninetieth = quantiles.ninetieth
            sample = quantiles.count < count ? quantiles.count : nil
        }
    }

    struct Source: Encodable {
        let word: ListWord
        let created, won: Int
        let share: Int?
        let path, wonPath: String
        let bar: LyingBar
    }

    struct Stage: Encodable {
        let word: ListWord
        let color: String
        let leads, left: Int
        let path, leftPath: String
        let stay: Times?
        let bar, stayBar: LyingBar
    }

    struct Due: Encodable {
        /// The second half of a key of the catalogue: `activity_state.` and this.
        let state: String
        let count: Int
        let path: String
        let bar: LyingBar
    }

    struct Preset: Encodable {
        let days: Int
        let path: String
        let isCurrent: Bool
    }

    let list: ListFrame
    let presets: [Preset]
    let from, to: Instant
    /// The organization's zone, by whose days this goes.
    let zone: String
    let created, won, qualified, perWeek, contacted: Int
    let createdPath, wonPath, qualifiedPath, contactedPath: String
    let conversion, completion: Int?
    let timeToQualify, firstContact, firstContactWorking: Times?
    /// The organization has no hours of its own: working time is all time.
    let isRoundTheClock: Bool
    let createdPicture, qualifiedPicture: ColumnPicture
    let sources: [Source]
    let sourcesHeight: Int
    let stages: [Stage]
    let stagesHeight: Int
    let due: [Due]
    let dueHeight: Int
}

extension SaleFiguresPage {
    init(
        _ report: SaleReport, _ filter: SaleFilter, _ query: ListQuery, _ place: SalePlace, isRoundTheClock: Bool,
        _ scope: Scope<ManageLeads>
    ) {
        let organization = scope.organizationPublicID, figures = report.figures, period = filter.period
        let person = filter.assignee.map { [("assignee", $0.rawValue)] } ?? []
        func dates(_ from: LocalDate, _ to: LocalDate) -> [(String, String)] {
            [("from", from.description), ("to", to.description)]
        }
        func leads(_ pairs: [(String, String)], _ dates: [(String, String)]) -> String {
            ListAddress(Leads.list(in: organization), pairs + person + dates).text
        }
        func rows(_ step: SaleStep, _ pairs: [(String, String)], _ dates: [(String, String)]) -> String {
            ListAddress(SalePages.rows(in: organization), [("step", step.rawValue)] + pairs + person + dates).text
        }
        let whole = dates(period.from, period.to), buckets = period.buckets
        func at(_ date: LocalDate) -> Instant { place.shown.begin(date) }
        let counts = buckets.map(figures.day)
        list = ListFrame(
            figuresOf: filter, query, report.people, at: SalePages.figures(in: organization))
        presets = [7, 30, 90, 365].map { days in
            let from = place.today.advanced(days: 1 - days)
            return Preset(
                days: days,
                path: ListAddress(SalePages.figures(in: organization), person + dates(from, place.today)).text,
                isCurrent: period.from == from && period.to == place.today)
        }
        (from, to, zone) = (at(period.from), at(period.to), place.zone.name)
        (created, won, qualified) = (figures.created, figures.won, figures.qualified)
        (perWeek, contacted) = (figures.qualifiedPerWeek, figures.contacted)
        createdPath = leads([], whole)
        wonPath = leads([("outcome", "customer")], whole)
        qualifiedPath = rows(.qualified, [], whole)
        contactedPath = rows(.contacted, [], whole)
        (conversion, completion) = (figures.conversion, figures.due.completion)
        timeToQualify = Times(figures.timeToQualify, of: figures.qualified)
        firstContact = Times(figures.firstContact, of: figures.contacted)
        firstContactWorking = Times(figures.firstContactWorking, of: figures.contacted)
        self.isRoundTheClock = isRoundTheClock
        createdPicture = ColumnPicture(buckets, counts.map(\.created), at: at) { leads([], dates($0.from, $0.to)) }
        qualifiedPicture = ColumnPicture(buckets, counts.map(\.qualified), at: at) {
            rows(.qualified, [], dates($0.from, $0.to))
        }
        sources = zip(figures.sources, LyingBar.all(figures.sources.map(\.created))).map { source, bar in
            Source(
                word: .text(Complaint("lead_source.\(source.source.rawValue)")), created: source.created,
                won: source.won, share: source.conversion, path: leads([("source", source.source.rawValue)], whole),
                wonPath: leads([("source", source.source.rawValue), ("outcome", "customer")], whole), bar: bar)
        }
        sourcesHeight = LyingBar.height(figures.sources.count)
        let bars = LyingBar.all(figures.stages.map(\.leads))
        let stays = LyingBar.all(
            figures.stages.map { $0.stay?.median ?? 0 }, behind: figures.stages.map { $0.stay?.ninetieth ?? 0 })
        stages = figures.stages.enumerated().map { index, stage in
            let named = [("stage", "\(stage.stage.id)")]
            return Stage(
                word: stage.stage.word, color: stage.stage.color.rawValue, leads: stage.leads, left: stage.left,
                path: leads(named, []), leftPath: rows(.stay, named, whole), stay: Times(stage.stay, of: stage.left),
                bar: bars[index], stayBar: stays[index])
        }
        stagesHeight = LyingBar.height(figures.stages.count)
        let states: [(ActivityState, Int)] = [
            (.completed, figures.due.completed), (.skipped, figures.due.skipped),
            (.inProgress, figures.due.started), (.scheduled, figures.due.scheduled),
        ]
        due = zip(states, LyingBar.all(states.map(\.1))).map { state, bar in
            Due(
                state: state.0.rawValue, count: state.1,
                path: ListAddress(
                    SalePages.due(in: organization), [("state", state.0.rawValue)] + person + whole
                ).text, bar: bar)
        }
        dueHeight = LyingBar.height(states.count)
    }
}

extension ListFrame {
    /// The filter of the figures; what was not asked for is no filter.
    fileprivate init(figuresOf filter: SaleFilter, _ query: ListQuery, _ people: [MemberName], at path: String) {
        let asked = query.input
        let pairs = filter.query.filter { $0.0 == "assignee" || asked[$0.0] != nil }
        self.init(
            ListAddress(path, pairs),
            fields: [.assignee(filter.assignee, people)]
                + FilterField.days(filter.period, isAsked: { !(asked[$0] ?? "").isEmpty }),
            complaints: query.complaints + filter.period.complaints, total: nil, size: ListQuery.standardSize,
            previous: nil, next: nil, sorts: [:])
    }
}

extension FilterField {
    /// The first and the last day of a period.
    static func days(_ period: SalePeriod, isAsked: (String) -> Bool = { _ in true }) -> [FilterField] {
        [
            .date("from", Complaint("figures.from"), value: isAsked("from") ? period.from.description : ""),
            .date("to", Complaint("figures.to"), value: isAsked("to") ? period.to.description : ""),
        ]
    }
}

extension SalePeriod {
    var complaints: [Complaint] { isCut ? [Complaint("figures.cut", ["n": "\(Self.mostDays)"])] : [] }
}
