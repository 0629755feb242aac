import Forms
import HTTP
import Models
import Store
import Web

/// Takes one change back, for ten minutes after it was made.
struct Undo: Feature {
    static let act = OrganizationPath("/undo/{}", Int.self)

    let services: Services

    var routes: [Route] { [Route(.post, Self.act, SeeOrganization.self, undo)] }

    func undo(_ scope: Scope<SeeOrganization>, _ request: Request, _ id: Int) async throws -> Response {
        guard let undoing = try await services.store.undoing(id, scope), Self.isSeen(undoing, by: scope) else {
            throw NotVisible()
        }
        guard let act = UndoableAct.behind(undoing.entry) else {
            return try await answer(Home.page(in: scope.organizationPublicID), "undo.impossible", request)
        }
        guard !act.isOwn || undoing.entry.person == scope.person else { throw NotVisible() }
        let member = Member(
            organization: scope.organization, organizationPublicID: scope.organizationPublicID, person: scope.person,
            role: scope.role)
        let place = UndoPlace(member: member, project: undoing.project)
        let page = act.page(place)
        if act.needsPassword { try services.requireFreshPassword(request) }
        let isLate = services.outside.now().seconds(since: undoing.entry.at) > Double(UndoableAct.window)
        if isLate, !undoing.isUndone {
            return try await answer(page, "undo.too_late", request)
        }
        do {
            _ = try await act.run(services, undoing.entry, place)
            services.wakeWorkers()
        } catch is NewerChange {
            return try await answer(page, "undo.newer", request)
        } catch is UndoneAlready {
            // Pressed twice: it is as they wanted it.
        }
        return try await services.redirect(to: page, saying: Flash(act.words(undoing.entry)), for: request)
    }

    /// What was done in a project is seen by those who see it, what was done with a member by those who look after
    /// members, what was done with leads by those who manage them and by whoever did it.
    private static func isSeen(_ undoing: Undoing, by scope: Scope<SeeOrganization>) -> Bool {
        guard let project = undoing.project else {
            return switch undoing.entry.target {
            case .member: ManageMembers.isHeld(by: scope.role)
            case .lead: ManageLeads.isHeld(by: scope.role) || undoing.entry.person == scope.person
            case .customer: ManageLeads.isHeld(by: scope.role)
            case .organization:
                UndoableAct.behind(undoing.entry)?.isFor(undoing.entry, scope.person, scope.role) ?? false
            case .view: undoing.entry.person == scope.person
            default: false
            }
        }
        return scope.role.seesEveryProject || project.isMember
    }

    private func answer(_ page: String, _ problem: String, _ request: Request) async throws -> Response {
        try await services.redirect(to: page, saying: Flash(problem, isProblem: true), for: request)
    }
}

extension Flash {
    /// The same words with a button that takes the change back.
    func undone(by entry: Int, in organization: PublicID) -> Flash {
        var flash = self
        flash.undo = Undo.act(in: organization, entry)
        return flash
    }
}
