import Forms
import Models
import Store
import Web

/// `Resources/templates/leads/list.html`: companies before the sale.
struct LeadsPage: Page {
    static let template = "leads/list.html"
    static let place = NavigationItem.leads

    struct Figure: Encodable {
        let count: Int
        /// The list of just these.
        let path: String
    }

    struct Figures: Encodable {
        let total, new, qualified, unassigned: Figure
    }

    struct Stage: Encodable {
        let word: ListWord
        /// Its class of the palette.
        let color: String
    }

    struct Phone: Encodable {
        let text: String
        /// `tel:+380671234567`
        let link: String

        init(_ text: String) {
            self.text = text
            link = "tel:" + (text.hasPrefix("+") ? "+" : "") + Phones.digits(of: text)
        }
    }

    struct Row: Encodable {
        let id: String
        let path: String
        let company: String
        let segment, inn, email: String?
        /// The primary one.
        let phone: Phone?
        let contacts: Int
        let stage: Stage?
        let score: Int
        let assignee: String?
        let createdAt: Instant
        /// When somebody was last in touch, and what is due next; nil: never, and nothing.
        let lastAt, nextAt: Instant?
        /// Where a POST makes it the reader's; nil where it is somebody's or they may not.
        let take: String?
        /// Where a POST makes a customer of it; nil where it is one or was refused, and for those who may not.
        let qualify: String?
        /// Asks before it is deleted; nil for those who may not.
        let delete: String?
        let version: String
    }

    let figures: Figures
    let list: ListFrame
    let rows: [Row]
    /// The reader sees their own leads and nobody's, no others.
    let isOwn: Bool
    /// The same leads as columns.
    let board: String
    /// Enters a new one; nil for those who may not.
    let newPath: String?
    /// Who the reader is, as the form of taking a lead sends it.
    let me: String

    /// There is no lead at all that the reader may see.
    let isUntouched: Bool
    /// Of acts on many leads that run at present.
    var progress: Progress?
}

extension LeadsPage {
    init(_ list: LeadList, _ frame: ListFrame, _ filter: LeadFilter, _ scope: Scope<ViewLeads>) {
        let organization = scope.organizationPublicID
        let works = WorkLeads.isHeld(by: scope.role), manages = ManageLeads.isHeld(by: scope.role)
        let stages = Dictionary(list.stages.map { ($0.id, $0) }) { first, _ in first }
        func only(_ pairs: [(String, String)]) -> String { ListAddress(frame.path, pairs).text }
        func stage(_ stage: LeadStage?) -> [(String, String)] { stage.map { [("stage", "\($0.id)")] } ?? [] }
        let figures = list.figures
        self.init(
            figures: Figures(
                total: Figure(count: figures.total, path: frame.plainPath),
                new: Figure(count: figures.new, path: only(stage(list.stages.first))),
                qualified: Figure(
                    count: figures.qualified, path: only(stage(list.stages.first { $0.kind == .qualified }))),
                unassigned: Figure(count: figures.unassigned, path: only([("assignee", "nobody")]))),
            list: frame,
            rows: list.rows.map { row in
                Row(
                    id: row.id.text, path: LeadOrigin.page(row.id, from: filter, in: organization).text,
                    company: row.company,
                    segment: row.segment,
                    inn: row.inn,
                    email: row.email, phone: row.phones.first.map(Phone.init), contacts: row.contactCount,
                    stage: stages[row.stage].map { Stage(word: $0.word, color: $0.color.rawValue) }, score: row.score,
                    assignee: row.assigneeName, createdAt: row.createdAt,
                    lastAt: row.lastActivityAt, nextAt: row.nextActivityAt,
                    take: works && row.assignee == nil ? LeadActs.assignee(in: organization, row.id) : nil,
                    qualify: works && row.customer == nil && stages[row.stage]?.kind != .failed
                        ? Qualification.qualify(in: organization, row.id) : nil,
                    delete: manages || works && row.assignee == scope.person
                        ? LeadActs.delete(in: organization, row.id) : nil,
                    version: "\(row.version)")
            },
            isOwn: !scope.seesEveryLead,
            board: ListAddress(
                Pipeline.board(in: organization),
                filter.query.filter { $0.name != "stage" && $0.name != "sort" && $0.name != "size" }
            ).text,
            newPath: works ? LeadForms.new(in: organization) : nil, me: scope.person.text,
            isUntouched: figures.total == 0, progress: list.progress.map { Progress(done: $0.done, total: $0.total) })
    }
}

extension LeadsPage {
    static let examples = [
        LeadsPage(
            figures: figures(1_284, 118, 207, 46), list: frame([], next: "i1795095600000000.x"), rows: Row.examples,
            isOwn: true, board: board, newPath: path + "/new", me: "me", isUntouched: false,
            progress: Progress(done: 250, total: 12_480)),
        LeadsPage(
            figures: figures(3, 1, 1, 0), list: frame([("q", "<x>")], next: nil), rows: [], isOwn: false, board: board,
            newPath: nil,
            me: "me", isUntouched: false),
        LeadsPage(
            figures: figures(0, 0, 0, 0), list: frame([], next: nil), rows: [], isOwn: false, board: board,
            newPath: path + "/new",
            me: "me", isUntouched: true),
        LeadsPage(
            figures: figures(0, 0, 0, 0), list: frame([], next: nil), rows: [], isOwn: false, board: board,
            newPath: nil, me: "me",
            isUntouched: true),
    ]

    private static let path = "/o/a2b3c4d5e6/leads"
    private static let board = "/o/a2b3c4d5e6/pipeline"

    private static func figures(_ total: Int, _ new: Int, _ qualified: Int, _ unassigned: Int) -> Figures {
        Figures(
            total: Figure(count: total, path: path), new: Figure(count: new, path: path + "?stage=1"),
            qualified: Figure(count: qualified, path: path + "?stage=5"),
            unassigned: Figure(count: unassigned, path: path + "?assignee=nobody"))
    }

    private static func frame(_ pairs: [(String, String)], next: String?) -> ListFrame {
        let address = ListAddress(path, pairs)
        return ListFrame(
            address,
            fields: [.search("q", Complaint("leads.search"), value: pairs.first?.1 ?? "")],
            total: Complaint("leads.total", ["n": "1284"]), size: 20, previous: nil, next: next,
            sorts: Dictionary(
                uniqueKeysWithValues: LeadFilter.Sort.allCases.map {
                    ($0.rawValue, address.sort(by: $0, now: ListSort(.created), standard: .created))
                }),
            bulk: next == nil
                ? nil
                : BulkBar(
                    path: path + "/bulk", acts: [.init("assign", .text(Complaint("leads.assign")))], address: address,
                    shown: ["1", "2"], total: nil, isEvery: false))
    }
}

extension LeadsPage.Row {
    static let examples = [
        LeadsPage.Row(
            id: "1", path: "/o/a2b3c4d5e6/leads/1", company: "ТОВ «Львівська ліжкова мануфактура» <b>",
            segment: "Furniture",
            inn: "32855961", email: "zakupivli@meblikarpat.ua", phone: LeadsPage.Phone("+380 67 310 44 12"),
            contacts: 3,
            stage: LeadsPage.Stage(word: .text(Complaint("lead_stage.negotiation")), color: "c8"), score: 86,
            assignee: "Олена Марченко", createdAt: .example(hours: -20), lastAt: .example(hours: -3),
            nextAt: .example(hours: 21), take: nil,
            qualify: "/o/a2b3c4d5e6/leads/1/qualify", delete: "/o/a2b3c4d5e6/leads/1/delete", version: "3"),
        LeadsPage.Row(
            id: "2", path: "/o/a2b3c4d5e6/leads/2", company: "Hotel Dnister", segment: nil, inn: nil, email: nil,
            phone: nil,
            contacts: 0, stage: LeadsPage.Stage(word: .name("<Pilot>"), color: "c1"), score: 0, assignee: nil,
            createdAt: .example(hours: -400), lastAt: nil, nextAt: nil, take: "/o/a2b3c4d5e6/leads/2/assignee",
            qualify: nil, delete: nil,
            version: "1"),
    ]
}
