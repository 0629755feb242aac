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

    private static let pageLength = 50

    var routes: [Route] {
        [
            Route(.get, Self.page, SeeActivity.self, show),
            Route(.get, Self.refusals, SeeActivity.self, showRefusals),
        ]
    }

    func show(_ scope: Scope<SeeActivity>, _ request: Request) async throws -> Response {
        let filter = AuditFilter(try request.queryInput())
        let zone = try services.zones.zone(request.visit.readerZone)
        let found = try await services.store.activity(
            filter, from: filter.from.map(zone.begin), to: filter.to.map { zone.begin($0.advanced(days: 1)) },
            limit: Self.pageLength + 1, scope)
        let shown = Array(found.prefix(Self.pageLength))
        let ruled = Set(shown.filter { Self.needsNames.contains($0.entry.event) }.compactMap(\.project))
        let names = try await services.store.ruleNames(of: Array(ruled), scope)
        let path = Self.page(in: scope.organizationPublicID)
        let query = filter.query
        let page = ActivityPage(
            filter: ActivityPage.Filter(filter, path), refusals: Self.refusals(in: scope.organizationPublicID),
            people: try await services.store.activityPeople(scope).map { ActivityPage.Choice($0) },
            events: AuditEntry.Event.ofOrganizations.map(\.rawValue),
            targets: try await targets(filter, scope),
            entries: shown.map { entry($0, names, scope) },
            older: found.count > shown.count
                ? shown.last.map { path.asking(query + [("before", $0.entry.cursor)]) } : nil,
            newest: filter.before == nil ? nil : path.asking(query))
        return try await services.page(page, for: request)
    }

    /// Entries whose before and after speak of groups and statuses by number.
    private static let needsNames: Set<AuditEntry.Event> = [.slaSaved, .hoursSaved, .statusesGrouped]

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

    private func entry(_ activity: Activity, _ names: RuleNames, _ scope: Scope<SeeActivity>) -> ActivityPage.Entry {
        let entry = activity.entry
        let project = activity.project
        let target = AuditFilter.Target(entry.target, entry.targetID)
        let isOffered =
            !activity.isUndone && UndoableAct.isOffered(entry, to: scope.role, at: services.outside.now())
        return ActivityPage.Entry(
            id: entry.id, at: entry.at, person: activity.person,
            program: entry.person == nil ? String(entry.actor.split(separator: ":").last ?? "") : "",
            event: entry.event.rawValue, targetKind: entry.target.rawValue, target: activity.target,
            targetPath: path(to: target, in: scope.organizationPublicID),
            history: Self.page(in: scope.organizationPublicID).asking([("target", target.text)]),
            changes: AuditChanges(
                entry, groups: project.flatMap { names.groups[$0] } ?? [],
                statuses: project.flatMap { names.statuses[$0] } ?? [:]),
            undo: isOffered ? Undo.act(in: scope.organizationPublicID, entry.id) : nil, isUndone: activity.isUndone,
            isUndoing: entry.undoes != nil)
    }

    /// nil where a thing has no page of its own.
    private func path(to target: AuditFilter.Target, in organization: PublicID) -> String? {
        switch target.kind {
        case .project: PublicID(rawValue: target.id).map { Projects.settings(in: $0) }
        case .organization: Home.page(in: organization)
        case .member, .person, .job, .invitation, .token, .view: nil
        }
    }

    /// The organization, its projects, and whatever the address asks for.
    private func targets(_ filter: AuditFilter, _ scope: Scope<SeeActivity>) async throws -> [ActivityPage.Choice] {
        let organization = AuditFilter.Target(.organization, scope.organizationPublicID.rawValue).text
        let projects = try await services.store.activityProjects(scope).map {
            ActivityPage.Choice(value: AuditFilter.Target(.project, $0.value).text, label: $0.name)
        }
        var choices = [ActivityPage.Choice(value: organization, label: "")] + projects
        if let target = filter.target, !choices.contains(where: { $0.value == target.text }) {
            choices.append(ActivityPage.Choice(value: target.text, label: target.id))
        }
        return choices
    }
}

extension AuditEntry.Event {
    /// What can stand in an organization's log; the rest is a person's or the installation's own.
    static let ofOrganizations = allCases.filter {
        ![.operatorAdded, .signedIn, .sessionsEnded, .passwordChanged, .profileChanged].contains($0)
    }
}

extension AuditEntry {
    fileprivate var cursor: String { AuditFilter.Cursor(at: at, id: id).text }
}

extension ActivityPage.Choice {
    fileprivate init(_ choice: LogChoice) {
        self.init(value: choice.value, label: choice.name)
    }
}

extension ActivityPage.Filter {
    fileprivate init(_ filter: AuditFilter, _ path: String) {
        self.init(
            path: path, person: filter.actor?.text ?? "", event: filter.event?.rawValue ?? "",
            target: filter.target?.text ?? "", from: filter.from?.description ?? "", to: filter.to?.description ?? "",
            isActive: filter.isActive)
    }
}

extension String {
    /// This address with a query.
    fileprivate func asking(_ query: [(name: String, value: String)]) -> String {
        let text = query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        return text.isEmpty ? self : "\(self)?\(text)"
    }
}
