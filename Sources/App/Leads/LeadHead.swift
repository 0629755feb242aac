import Forms
import Models
import Store
import Web

/// What stands above every page about one lead: `Resources/templates/leads/head.html`.
struct LeadHead: Encodable, Sendable {
    /// A page about the lead; its words are `lead.tab_NAME`.
    struct Tab: Encodable, Sendable {
        let name: String
        let path: String
        let isCurrent: Bool
    }

    /// The second half of a key of the catalogue, `lead.tab_` and this, for each page about a lead.
    enum Place: String, CaseIterable {
        case details, activities
    }

    /// What the reader may do; nil where they may not.
    struct Acts: Encodable, Sendable {
        let edit, delete, assignee, stage: String?
        /// Makes a customer of it, or takes that back.
        let qualify, reopen: String?
    }

    let list: String
    let company: String
    let stage: LeadsPage.Stage?
    /// The second half of a key of the catalogue: `lead_state.` and this.
    let state: String?
    /// The second half of a key of the catalogue: `lead_source.` and this.
    let source: String
    let createdAt: Instant
    let createdBy: String?
    /// Who works on it, as the forms send it; empty: nobody.
    let assigneeID: String
    let acts: Acts
    /// Who the reader is, as the forms send it.
    let me: String
    let version: String
    let tabs: [Tab]
}

extension LeadHead {
    init(_ lead: LeadRecord, _ stages: [LeadStage], at place: Place, _ scope: Scope<ViewLeads>) {
        let organization = scope.organizationPublicID, summary = lead.summary, id = lead.summary.id
        let works = WorkLeads.isHeld(by: scope.role)
        let stage = stages.first { $0.id == summary.stage }
        let deletes = ManageLeads.isHeld(by: scope.role) || works && summary.assignee == scope.person
        self.init(
            list: Leads.list(in: organization), company: summary.company,
            stage: stage.map { LeadsPage.Stage(word: $0.word, color: $0.color.rawValue) },
            state: stage.map { LeadState(summary, in: $0.kind).rawValue },
            source: lead.source.rawValue, createdAt: summary.createdAt, createdBy: lead.createdBy,
            assigneeID: summary.assignee?.text ?? "",
            acts: Acts(
                edit: works ? LeadForms.edit(in: organization, id) : nil,
                delete: deletes ? LeadActs.delete(in: organization, id) : nil,
                assignee: works ? LeadActs.assignee(in: organization, id) : nil,
                stage: works ? LeadMoves.stage(in: organization, id) : nil,
                qualify: works && lead.customer == nil ? Qualification.qualify(in: organization, id) : nil,
                reopen: works && summary.customer != nil ? Qualification.reopen(in: organization, id) : nil),
            me: scope.person.text, version: "\(summary.version)",
            tabs: Place.allCases.map {
                Tab(name: $0.rawValue, path: $0.path(in: organization, id), isCurrent: $0 == place)
            })
    }
}

extension LeadHead.Place {
    fileprivate func path(in organization: PublicID, _ id: Lead.ID) -> String {
        switch self {
        case .details: Leads.lead(in: organization, id)
        case .activities: ParentActivities.ofLead(in: organization, id)
        }
    }
}

extension LeadHead {
    /// `acts`: of somebody who may do everything, else of a reader.
    static func example(acts: Bool, isNobodys: Bool, at place: Place = .details) -> LeadHead {
        let path = "/o/a2b3c4d5e6/leads/1"
        return LeadHead(
            list: "/o/a2b3c4d5e6/leads", company: "Меблі <Карпат>",
            stage: LeadsPage.Stage(word: .text(Complaint("lead_stage.negotiation")), color: "c8"), state: "contacted",
            source: "manual",
            createdAt: .example(hours: -400), createdBy: isNobodys ? nil : "Ірина <Бондар>",
            assigneeID: isNobodys ? "" : "x",
            acts: acts
                ? Acts(
                    edit: path + "/edit", delete: path + "/delete", assignee: path + "/assignee",
                    stage: path + "/stage",
                    qualify: isNobodys ? path + "/qualify" : nil, reopen: isNobodys ? nil : path + "/reopen")
                : Acts(edit: nil, delete: nil, assignee: nil, stage: nil, qualify: nil, reopen: nil),
            me: "me", version: "3",
            tabs: Place.allCases.map {
                Tab(name: $0.rawValue, path: path, isCurrent: $0 == place)
            })
    }
}
