import Forms
import HTTP
import Models
import Store
import Web

/// The organization's activity log: for its administrators.
struct ActivityLog: Feature {
    static let page = OrganizationPath("/activity")
    static let refusals = OrganizationPath("/activity/refusals")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, SeeActivity.self, show),
            Route(.get, Self.refusals, SeeActivity.self, showRefusals),
        ]
    }

    func show(_ scope: Scope<SeeActivity>, _ request: Request) async throws -> Response {
        var query = ListQuery(try request.queryInput())
        let filter = AuditFilter(&query)
        let zone = try services.zones.zone(request.visit.readerZone)
        let found = try await services.store.activity(
            filter, from: filter.from.map(zone.begin), to: filter.to.map { zone.begin($0.advanced(days: 1)) }, scope)
        let names = try await services.ruleNames(for: found.rows, scope)
        let people = try await services.store.activityPeople(scope)
        let projects = try await services.store.activityProjects(scope)
        let named = Dictionary((people + projects).map { ($0.value, $0.name) }) { first, _ in first }
        var list = ListFrame(
            ListAddress(Self.page(in: scope.organizationPublicID), filter.query),
            fields: FilterField.all(
                of: filter, people: people, targets: targets(filter, projects, found.rows, scope)),
            complaints: query.complaints, total: nil, size: filter.size,
            previous: found.hasPrevious ? found.rows.first?.entry.place.text : nil,
            next: found.hasNext ? found.rows.last?.entry.place.text : nil, sorts: [:])
        list.exportPath = ActivityExport.export(in: scope.organizationPublicID)
        let page = ActivityPage(
            list: list, refusals: Self.refusals(in: scope.organizationPublicID),
            entries: found.rows.map { entry($0, names, named, scope) })
        return try await services.page(page, for: request)
    }

    func showRefusals(_ scope: Scope<SeeActivity>, _ request: Request) async throws -> Response {
        let since = services.outside.now().advanced(seconds: -RefusalsPage.days * 86_400)
        let rows = try await services.store.refusals(scope, since: since)
        let page = RefusalsPage(
            activity: Self.page(in: scope.organizationPublicID),
            rows: rows.map {
                RefusalsPage.Row(person: $0.person, right: $0.right ?? "", count: $0.count, lastAt: $0.lastAt)
            })
        return try await services.page(page, for: request)
    }

    private func entry(
        _ activity: Activity, _ names: RuleNames, _ named: [String: String], _ scope: Scope<SeeActivity>
    ) -> ActivityPage.Entry {
        let entry = activity.entry
        let project = activity.project
        let target = AuditFilter.Target(entry.target, entry.targetID)
        let isOffered =
            !activity.isUndone
            && UndoableAct.isOffered(entry, to: scope.person, as: scope.role, at: services.outside.now())
        return ActivityPage.Entry(
            id: entry.id, at: entry.at, person: activity.person,
            program: entry.person == nil ? String(entry.actor.split(separator: ":").last ?? "") : "",
            event: entry.event.rawValue, targetKind: entry.target.rawValue, target: activity.target,
            targetPath: path(to: target, in: scope.organizationPublicID),
            history: Self.page(in: scope.organizationPublicID).asking([("target", target.rawValue)]),
            changes: AuditChanges(
                entry, groups: project.flatMap { names.groups[$0] } ?? [],
                statuses: project.flatMap { names.statuses[$0] } ?? [:]
            ).naming(named),
            undo: isOffered ? Undo.act(in: scope.organizationPublicID, entry.id) : nil, isUndone: activity.isUndone,
            isUndoing: entry.undoes != nil)
    }

    /// nil where a thing has no page of its own.
    private func path(to target: AuditFilter.Target, in organization: PublicID) -> String? {
        switch target.kind {
        case .project: PublicID(rawValue: target.id).map { Projects.settings(in: $0) }
        case .organization: Home.page(in: organization)
        case .member: Person.ID(pathText: target.id).map { Members.member(in: organization, $0) }
        case .invitation: Invitations.list(in: organization)
        case .token: Tokens.list(in: organization)
        case .activity: ActivityRecord.ID(pathText: target.id).map { ActivityForms.activity(in: organization, $0) }
        case .lead: Lead.ID(pathText: target.id).map { Leads.lead(in: organization, $0) }
        case .person, .job, .view: nil
        }
    }

    /// The organization, its projects, and whatever the address asks for.
    private func targets(
        _ filter: AuditFilter, _ projects: [LogChoice], _ rows: [Activity], _ scope: Scope<SeeActivity>
    ) -> [FilterField.Choice] {
        let organization = AuditFilter.Target(.organization, scope.organizationPublicID.rawValue)
        let projects = projects.map {
            FilterField.Choice(AuditFilter.Target(.project, $0.value).rawValue, .name($0.name))
        }
        let choices =
            [FilterField.Choice(organization.rawValue, .text(Complaint("audit_target.organization")))] + projects
        guard let target = filter.target, !choices.contains(where: { $0.value == target.rawValue }) else {
            return choices
        }
        let name = rows.first { AuditFilter.Target($0.entry.target, $0.entry.targetID) == target }?.target
        let word = name.map(ListWord.name) ?? .text(Complaint("audit_target.\(target.kind.rawValue)"))
        return choices + [FilterField.Choice(target.rawValue, word)]
    }
}

extension FilterField {
    fileprivate static func all(
        of filter: AuditFilter, people: [LogChoice], targets: [Choice]
    ) -> [FilterField] {
        [
            .select(
                "person", Complaint("activity.who"), value: filter.actor?.rawValue ?? "",
                choices: [
                    Choice("", .text(Complaint("activity.anybody"))),
                    Choice("program", .text(Complaint("activity.program"))),
                ] + people.map { Choice($0.value, .name($0.name)) }),
            .select(
                "event", Complaint("activity.what"), value: filter.event?.rawValue ?? "",
                choices: [Choice("", .text(Complaint("activity.anything")))]
                    + AuditEntry.Event.ofOrganizations.map {
                        Choice($0.rawValue, .text(Complaint("audit.\($0.rawValue)")))
                    }),
            .select(
                "target", Complaint("activity.target"), value: filter.target?.rawValue ?? "",
                choices: [Choice("", .text(Complaint("activity.anywhere")))] + targets),
            .date("from", Complaint("activity.from"), value: filter.from?.description ?? ""),
            .date("to", Complaint("activity.to"), value: filter.to?.description ?? ""),
        ]
    }
}

extension AuditEntry.Event {
    /// What can stand in an organization's log; the rest is a person's or the installation's own.
    static let ofOrganizations = allCases.filter {
        ![.operatorAdded, .signedIn, .sessionsEnded, .passwordChanged, .profileChanged, .keyRotationBegun].contains($0)
    }

    /// What can stand in the installation's log.
    static let ofInstallation =
        allCases.filter { !ofOrganizations.contains($0) }
        + allCases.filter { $0 == .passwordReset || $0 == .emailChanged }
}

extension AuditEntry {
    /// Where it stands in the log.
    var place: AuditFilter.Cursor { AuditFilter.Cursor(key: at, id: id, isBackward: false) }
}

extension Services {
    /// The names of the groups and statuses that entries speak of by number.
    func ruleNames(for entries: [Activity], _ scope: Scope<SeeActivity>) async throws -> RuleNames {
        let events: Set<AuditEntry.Event> = [.slaSaved, .hoursSaved, .statusesGrouped]
        let projects = Set(entries.filter { events.contains($0.entry.event) }.compactMap(\.project))
        return try await store.ruleNames(of: Array(projects), scope)
    }
}

extension String {
    /// This address with a query.
    fileprivate func asking(_ query: [(name: String, value: String)]) -> String {
        ListAddress(self, query).text
    }
}
