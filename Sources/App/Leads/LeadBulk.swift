import Forms
import HTTP
import Models
import Store
import Web

/// What is done with many leads at once: hand them over, move them on, name their segment, delete them. A rep takes,
/// gives back, moves and names the segment of what they see.
struct LeadBulk: Feature {
    static let bulk = OrganizationPath("/leads/bulk")

    /// Counted exactly before it is asked.
    private static let mostCounted = 100_000

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.bulk, WorkLeads.self, ask),
            Route(.post, Self.bulk, WorkLeads.self, act),
        ]
    }

    func ask(_ scope: Scope<WorkLeads>, _ request: Request) async throws -> Response {
        let input = try request.queryInput()
        let selection = try BulkSelection(input)
        guard let act = Self.act(input["act"], scope) else {
            return try await services.redirect(
                to: Self.list(selection, scope), saying: Flash("flash.no_act", isProblem: true), for: request)
        }
        let choice = try choice(selection, request)
        let count = try await services.store.count(of: choice, upTo: Self.mostCounted, scope)
        if count == 0 { return try await nothingSelected(selection, scope, request) }
        return try await services.page(
            try await page(act, selection, count, FormField("to"), scope), for: request)
    }

    func act(_ scope: Scope<WorkLeads>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let selection = try BulkSelection(input)
        let back = Self.list(selection, scope)
        guard let asked = Self.act(input["act"], scope) else {
            return try await services.redirect(
                to: back, saying: Flash("flash.no_act", isProblem: true), for: request)
        }
        let choice = try choice(selection, request)
        let count = try await services.store.count(of: choice, upTo: Self.mostCounted, scope)
        if count == 0 { return try await nothingSelected(selection, scope, request) }
        do {
            let act = try LeadAct(asked.name, to: (input["to"] ?? "").trimmed)
            return try await run(act, choice, selection, count, back, scope, request)
        } catch let refusal as Complaint.Refusal {
            return try await again(refusal.complaint)
        } catch is NoSuchStage {
            return try await again(Complaint("error.choice"))
        } catch is NoSuchAssignee {
            return try await again(Complaint("error.choice"))
        }
        func again(_ complaint: Complaint) async throws -> Response {
            let field = FormField("to", input["to"] ?? "", errors: [complaint])
            return try await services.page(
                try await page(asked, selection, count, field, scope), .unprocessable, for: request)
        }
    }

    private func run(
        _ act: LeadAct, _ choice: LeadChoice, _ selection: BulkSelection, _ count: Int, _ back: String,
        _ scope: Scope<WorkLeads>, _ request: Request
    ) async throws -> Response {
        let organization = scope.organizationPublicID
        if count > LeadAct.mostAtOnce {
            let entry = try await services.store.enqueue(
                act, on: choice, query: selection.leadQuery, count: count, by: scope, at: services.outside.now())
            services.wakeWorkers()
            return try await services.redirect(
                to: back, saying: Flash("flash.leads_acting").undone(by: entry, in: organization), for: request)
        }
        guard let done = try await services.store.act(act, on: choice, by: scope, at: services.outside.now()) else {
            return try await services.redirect(to: back, saying: Flash("flash.leads_unchanged"), for: request)
        }
        return try await services.redirect(
            to: back,
            saying: Flash("flash.leads_acted", ["n": "\(done.count)"]).undone(by: done.entry, in: organization),
            for: request)
    }

    private func page(
        _ act: BulkAct, _ selection: BulkSelection, _ count: Int, _ field: FormField, _ scope: Scope<WorkLeads>
    ) async throws -> BulkPage {
        let words =
            count > Self.mostCounted
            ? Complaint("list.over", ["n": "\(Self.mostCounted)"]) : Complaint("leads.total", ["n": "\(count)"])
        return BulkPage(
            place: .leads, act: act, count: words, isLong: count > LeadAct.mostAtOnce,
            fields: selection.fields + [HiddenField("act", act.name)], cancel: Self.list(selection, scope),
            choice: try await choice(for: act, field, scope))
    }

    private func choice(
        for act: BulkAct, _ field: FormField, _ scope: Scope<WorkLeads>
    ) async throws -> BulkChoice? {
        let viewing = try scope.viewing
        switch act.name {
        case "assign":
            let people = try await services.store.leadPeople(viewing)
            return BulkChoice(
                field: field, label: Complaint("leads.assignee"),
                choices: FilterField.Choice.assignees(people, scope), hints: [])
        case "stage":
            let stages = try await services.store.leadStages(viewing).filter { $0.kind == .open }
            return BulkChoice(
                field: field, label: Complaint("leads.stage"),
                choices: stages.map { FilterField.Choice("\($0.id)", $0.word) }, hints: [])
        case "segment":
            return BulkChoice(
                field: field, label: Complaint("leads.segment"), choices: [],
                hints: try await services.store.leadSegments(viewing))
        default: return nil
        }
    }

    /// The acts of the bar above the list.
    static func acts(_ scope: Scope<some Permission>) -> [BulkAct] {
        let hasAll = ManageLeads.isHeld(by: scope.role)
        let texts: [(name: String, label: Complaint, title: Complaint, text: Complaint)] = [
            (
                "assign", Complaint(hasAll ? "leads.assign" : "leads.take_or_release"),
                Complaint(hasAll ? "leads.assign_title" : "leads.take_or_release_title"),
                Complaint(hasAll ? "leads.assign_text" : "leads.take_or_release_text")
            ),
            ("stage", Complaint("leads.move"), Complaint("leads.move_title"), Complaint("leads.move_text")),
            (
                "segment", Complaint("leads.name_segment"), Complaint("leads.segment_title"),
                Complaint("leads.segment_text")
            ),
            ("delete", Complaint("leads.delete"), Complaint("leads.delete_title"), Complaint("leads.delete_text")),
        ]
        return texts.filter { hasAll || $0.name != "delete" }.map {
            BulkAct(
                name: $0.name, label: $0.label, title: $0.title, text: $0.text,
                path: bulk(in: scope.organizationPublicID), isDownload: false)
        }
    }

    private static func act(_ name: String?, _ scope: Scope<WorkLeads>) -> BulkAct? {
        acts(scope).first { $0.name == name }
    }

    /// The list as it was when the selection was made.
    private static func list(_ selection: BulkSelection, _ scope: Scope<WorkLeads>) -> String {
        let query = selection.leadQuery
        return Leads.list(in: scope.organizationPublicID) + (query.isEmpty ? "" : "?" + query)
    }

    private func choice(_ selection: BulkSelection, _ request: Request) throws -> LeadChoice {
        let zone = try services.zones.zone(request.visit.readerZone), filter = LeadFilter(selection.filter)
        return LeadChoice(
            filter: filter, from: filter.from.map(zone.begin), to: filter.to.map { zone.begin($0.advanced(days: 1)) },
            ids: selection.ids?.compactMap { Lead.ID(text: $0) }, moment: services.outside.now())
    }

    private func nothingSelected(
        _ selection: BulkSelection, _ scope: Scope<WorkLeads>, _ request: Request
    ) async throws -> Response {
        try await services.redirect(
            to: Self.list(selection, scope), saying: Flash("flash.none_selected", isProblem: true), for: request)
    }
}

extension BulkSelection {
    /// The filter as the leads' own decoder understood it.
    var leadQuery: String { ListAddress("", LeadFilter(filter).query).query }
}

extension LeadAct {
    /// `to`: what was chosen or typed besides.
    fileprivate init(_ name: String, to text: String) throws {
        switch name {
        case "assign":
            let person = Person.ID(text: text)
            if person == nil, !text.isEmpty { throw NoSuchAssignee() }
            self = .assign(person)
        case "stage":
            guard let stage = Int(text) else { throw NoSuchStage() }
            self = .move(stage)
        case "segment":
            guard text.count <= 60 else { throw Complaint.Refusal("error.too_long", ["count": "60"]) }
            self = .segment(text.isEmpty ? nil : text)
        default: self = .delete
        }
    }
}
