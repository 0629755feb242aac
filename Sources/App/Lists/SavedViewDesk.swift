import Forms
import HTTP
import Models
import Store
import Web

/// The saved views of one list, for one request: what every list's routes about views come down to.
struct SavedViewDesk<Tenant: Tenancy> {
    let services: Services
    let place: ListPlace
    let scope: Tenant
    let organization: PublicID
    /// Others see what this person shares.
    let canShare: Bool
    /// What the list is called.
    let title: Complaint
    let paths: SavedViewPaths
    /// The list's own decoder there and back: a query with only what makes sense, as the list prints it.
    let normalised: (Input) -> String

    func showAll(_ request: Request) async throws -> Response {
        let views = try await services.store.savedViews(of: place, scope)
        return try await services.page(SavedViewsPage(views, title: title, paths), for: request)
    }

    /// The form for a new view of what the list was showing; `view` is the one it showed then.
    func showNew(_ request: Request) async throws -> Response {
        let asked = try request.queryInput()
        let shown = try await view(asked["view"].flatMap { Int($0) })
        let page = SavedViewPage(
            new: asked["query"] ?? "", replacing: shown?.isOwn == true ? shown : nil, canShare: canShare, title: title,
            paths)
        return try await services.page(page, for: request)
    }

    func add(_ request: Request) async throws -> Response {
        let input = try request.input()
        do {
            let query = try self.query(input["query"] ?? "")
            let id = try await services.store.saveView(
                try form(input), query: query, of: place, by: scope, at: services.outside.now())
            return try await services.redirect(
                to: paths.open(query, id), saying: Flash("flash.view_saved"), for: request)
        } catch {
            let page = SavedViewPage(
                new: input["query"] ?? "", canShare: canShare, title: title, paths, input, try complaints(error))
            return try await services.page(page, .unprocessable, for: request)
        }
    }

    func show(_ id: Int, _ request: Request) async throws -> Response {
        guard let view = try await view(id) else { throw NotVisible() }
        return try await services.page(
            SavedViewPage(view, canShare: canShare, title: title, paths), for: request)
    }

    /// Also replaces what the view shows when the form carries a query.
    func change(_ id: Int, _ request: Request) async throws -> Response {
        let input = try request.input()
        guard let view = try await view(id) else { throw NotVisible() }
        do {
            let query = try input["query"].map { try self.query($0) }
            let entry = try await services.store.changeView(
                id, try form(input), query: query, of: place, by: scope, at: services.outside.now())
            let address = query.map { paths.open($0, id) } ?? paths.all
            let changed = Flash("flash.view_changed")
            return try await services.redirect(
                to: address, saying: entry.map { changed.undone(by: $0, in: organization) } ?? changed, for: request)
        } catch is StaleVersion {
            let page = SavedViewPage(
                view, canShare: canShare, title: title, paths, input, FieldErrors("name", Complaint("error.stale")))
            return try await services.page(page, .conflict, for: request)
        } catch {
            let page = SavedViewPage(view, canShare: canShare, title: title, paths, input, try complaints(error))
            return try await services.page(page, .unprocessable, for: request)
        }
    }

    func ask(_ id: Int, _ request: Request) async throws -> Response {
        guard let view = try await view(id), view.isOwn else { throw NotVisible() }
        let page = ConfirmPage(
            action: paths.delete(id), title: Complaint("views.delete_title", ["name": view.name]),
            text: view.isShared ? Complaint("views.delete_shared") : nil, verb: Complaint("views.delete"),
            cancel: paths.all, version: nil, facts: [])
        return try await services.page(page, for: request)
    }

    func delete(_ id: Int, _ request: Request) async throws -> Response {
        let entry = try await services.store.deleteView(id, of: place, by: scope, at: services.outside.now())
        return try await services.redirect(
            to: paths.all, saying: Flash("flash.view_deleted").undone(by: entry, in: organization), for: request)
    }

    private func view(_ id: Int?) async throws -> SavedView? {
        guard let id else { return nil }
        return try await services.store.savedViews(of: place, scope).first { $0.id == id }
    }

    private func form(_ input: Input) throws(FieldErrors) -> SavedViewForm {
        var input = input
        if !canShare { input.set("shared", nil) }
        return try SavedViewForm(reading: input)
    }

    private func query(_ text: String) throws -> String {
        normalised(try URLEncodedForm.decode(text.utf8))
    }

    private func complaints(_ error: any Error) throws -> FieldErrors {
        switch error {
        case let errors as FieldErrors: errors
        case is NameTaken: FieldErrors("name", Complaint("error.view_taken"))
        case is TooManyViews: FieldErrors("name", Complaint("error.views_full", ["n": "\(SavedView.most)"]))
        default: throw error
        }
    }
}

/// The addresses around a list's views.
struct SavedViewPaths {
    /// Where the list stands in the menu.
    let place: NavigationItem
    let list: String
    let all: String
    let new: String
    let view: (Int) -> String
    let delete: (Int) -> String

    /// The list with the view's filter in force.
    func open(_ query: String, _ id: Int) -> String {
        "\(list)?\(query.isEmpty ? "" : query + "&")view=\(id)"
    }
}
