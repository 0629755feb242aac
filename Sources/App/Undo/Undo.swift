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
        guard let undoing = try await services.store.undoing(id, scope), let project = undoing.project,
            scope.role.seesEveryProject || project.isMember
        else { throw NotVisible() }
        guard let act = UndoableAct.behind(undoing.entry) else {
            return try await answer(Home.page(in: scope.organizationPublicID), "undo.impossible", request)
        }
        let page = act.page(project.publicID)
        let member = Member(
            organization: scope.organization, organizationPublicID: scope.organizationPublicID, person: scope.person,
            role: scope.role)
        let isLate = services.outside.now().seconds(since: undoing.entry.at) > Double(UndoableAct.window)
        if isLate, !undoing.isUndone {
            return try await answer(page, "undo.too_late", request)
        }
        do {
            _ = try await act.run(services, undoing.entry, member, project)
            services.wakeWorkers()
        } catch is NewerChange {
            return try await answer(page, "undo.newer", request)
        } catch is UndoneAlready {
            // Pressed twice: it is as they wanted it.
        }
        return try await services.redirect(to: page, saying: Flash("undo.done"), for: request)
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
