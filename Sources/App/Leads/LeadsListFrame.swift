import Forms
import Models
import Store
import Web

extension ListFrame {
    /// What stands around the leads of an organization.
    init(_ list: LeadList, _ filter: LeadFilter, _ query: ListQuery, _ paths: SavedViewPaths) {
        let address = ListAddress(paths.list, filter.query, in: query)
        let complaints = query.complaints + filter.notes
        self.init(
            address, fields: FilterField.all(of: filter, list.stages, list.people, list.segments, list.projects),
            ofSearch: ["words"],
            complaints: complaints,
            total: Self.total(list.total, isMatched: filter.sort == .match),
            size: filter.size,
            previous: list.hasPrevious ? list.rows.first?.cursor(filter.sort, isBackward: true).text : nil,
            next: list.hasNext ? list.rows.last?.cursor(filter.sort, isBackward: false).text : nil,
            sorts: Dictionary(
                uniqueKeysWithValues: LeadFilter.Sort.allCases.map {
                    ($0.rawValue, address.sort(by: $0, now: filter.order, standard: filter.standardSort))
                }),
            views: ViewTabs(list.views, at: address, plain: Complaint("leads.plain_view"), paths))
        if list.total == nil { pager.countAll = address.with("count", "all").text }
    }

    private static func total(_ total: Int?, isMatched: Bool) -> Complaint {
        if let total, !isMatched || total <= ListQuery.mostCounted {
            return Complaint(isMatched ? "leads.matching" : "leads.total", ["n": "\(total)"])
        }
        return Complaint(isMatched ? "leads.matching_over" : "list.over", ["n": "\(total ?? ListQuery.mostCounted)"])
    }
}

extension BulkBar {
    init(_ list: LeadList, _ filter: LeadFilter, _ query: ListQuery, _ scope: Scope<ViewLeads>) {
        let organization = scope.organizationPublicID
        self.init(
            path: LeadBulk.bulk(in: organization),
            acts: LeadBulk.acts(scope).map { FilterField.Choice($0.name, .text($0.label)) },
            address: ListAddress(Leads.list(in: organization), filter.query, in: query),
            shown: list.rows.map(\.id.text), total: list.total, isEvery: query.input["select"] == "every")
    }
}

extension FilterField {
    /// Who works on it: whoever reads, nobody, or one of those whom the reader may see to work.
    static func assignee(_ value: LeadFilter.Assignee?, _ people: [MemberName]) -> FilterField {
        let own = [
            Choice("", .text(Complaint("leads.any_assignee"))), Choice("me", .text(Complaint("leads.mine"))),
            Choice("nobody", .text(Complaint("leads.unassigned"))),
        ]
        return .select(
            "assignee", Complaint("leads.assignee"), value: value?.rawValue ?? "",
            choices: own + people.map { Choice($0.person.text, .name($0.name)) })
    }

    /// One of the segments there are, and the one that is asked for where it is gone.
    static func segment(_ value: String?, _ segments: [String]) -> FilterField {
        let gone = value.map { segments.contains($0) ? [] : [$0] } ?? []
        return .select(
            "segment", Complaint("leads.segment"), value: value ?? "",
            choices: [Choice("", .text(Complaint("leads.any_segment")))]
                + (segments + gone).map { Choice($0, .name($0)) })
    }

    /// One of the projects that the reader sees; nothing to choose where there is none.
    static func project(_ value: PublicID?, _ projects: [ProjectLink]) -> [FilterField] {
        if value == nil, projects.isEmpty { return [] }
        let other = value.flatMap { value in
            projects.contains { $0.publicID == value }
                ? nil : Choice(value.rawValue, .text(Complaint("leads.other_project")))
        }
        return [
            .select(
                "project", Complaint("leads.project"), value: value?.rawValue ?? "",
                choices: [Choice("", .text(Complaint("leads.any_project")))]
                    + projects.map { Choice($0.publicID.rawValue, .name($0.name)) } + (other.map { [$0] } ?? []))
        ]
    }

    /// `stages`: nil where the filter is not by stage.
    static func all(
        of filter: LeadFilter, _ stages: [LeadStage]?, _ people: [MemberName], _ segments: [String],
        _ projects: [ProjectLink]
    ) -> [FilterField] {
        let scores = Set([25, 50, 75] + (filter.score.map { [$0] } ?? [])).sorted()
        var fields: [FilterField] = [.search("q", Complaint("leads.search"), value: filter.term ?? "")]
        if let stages {
            let choices = [Choice("", .text(Complaint("leads.any_stage")))] + stages.map { Choice("\($0.id)", $0.word) }
            fields.append(
                .select(
                    "stage", Complaint("leads.stage"), value: filter.stage.map(String.init) ?? "", choices: choices))
        }
        fields += [.assignee(filter.assignee, people), .segment(filter.segment, segments)]
        fields += project(filter.project, projects)
        return fields + [
            .select(
                "source", Complaint("leads.source"), value: filter.source?.rawValue ?? "",
                choices: [Choice("", .text(Complaint("leads.any_source")))]
                    + Lead.Source.allCases.map { Choice($0.rawValue, .text(Complaint("lead_source.\($0.rawValue)"))) }),
            .select(
                "score", Complaint("leads.score"), value: filter.score.map(String.init) ?? "",
                choices: [Choice("", .text(Complaint("leads.any_score")))]
                    + scores.map { Choice("\($0)", .text(Complaint("leads.least_score", ["n": "\($0)"]))) }),
            .select(
                "plan", Complaint("leads.plan"), value: filter.plan?.rawValue ?? "",
                choices: [
                    Choice("", .text(Complaint("leads.any_plan"))), Choice("none", .text(Complaint("leads.no_plan"))),
                ]),
            .select(
                "outcome", Complaint("leads.outcome"), value: filter.outcome?.rawValue ?? "",
                choices: [
                    Choice("", .text(Complaint("leads.any_outcome"))),
                    Choice("customer", .text(Complaint("leads.became_customer"))),
                ]),
            .date("from", Complaint("leads.from"), value: filter.from?.description ?? ""),
            .date("to", Complaint("leads.to"), value: filter.to?.description ?? ""),
        ]
    }
}
