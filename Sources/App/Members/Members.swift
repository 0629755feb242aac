import Forms
import HTTP
import Models
import Store
import Web

/// Who belongs to the organization: the list for managers, roles and projects for admins.
struct Members: Feature {
    static let list = OrganizationPath("/settings/members")
    static let member = OrganizationPath("/settings/members/{}", Person.ID.self)

    let services: Services

    private static let pageLength = 100

    var routes: [Route] {
        [
            Route(.get, Self.list, SeeMembers.self, showAll),
            Route(.get, Self.member, ManageMembers.self, showOne),
            Route(.post, Self.member, ManageMembers.self, save),
        ]
    }

    func showAll(_ scope: Scope<SeeMembers>, _ request: Request) async throws -> Response {
        let after = try request.queryInput()["after"].flatMap(Person.ID.init(pathText:))
        let found = try await services.store.members(scope, after: after, limit: Self.pageLength + 1)
        let shown = found.prefix(Self.pageLength)
        let id = scope.organizationPublicID
        let isAdmin = ManageMembers.isHeld(by: scope.role)
        let page = MembersPage(
            rows: shown.map { member in
                MembersPage.Row(
                    member, path: isAdmin ? Self.member(in: id, member.person) : nil,
                    isSelf: member.person == scope.person)
            },
            invite: isAdmin ? Invitations.list(in: id) : nil, leave: MemberEnds.leaving(in: id),
            first: after == nil ? nil : Self.list(in: id),
            next: found.count > shown.count ? shown.last.map { "\(Self.list(in: id))?after=\($0.person.text)" } : nil)
        return try await services.page(page, for: request)
    }

    func showOne(_ scope: Scope<ManageMembers>, _ request: Request, _ person: Person.ID) async throws -> Response {
        let member = try await stored(person, scope)
        return try await services.page(page(member, member.input, scope: scope), for: request)
    }

    func save(_ scope: Scope<ManageMembers>, _ request: Request, _ person: Person.ID) async throws -> Response {
        let input = try request.input()
        do {
            let form = try MemberForm(reading: input)
            try services.requireFreshPassword(request)
            // Whoever gives up their own right cannot take it back, so they are asked first.
            let isLost = person == scope.person && !ManageMembers.isHeld(by: form.role)
            if isLost, input["confirmed"] != form.role.rawValue {
                return try await services.page(demotion(to: form.role, input, scope), for: request)
            }
            let entry = try await services.store.changeMember(person, form, by: scope, at: services.outside.now())
            let saved = Flash("flash.member_saved")
            return try await services.redirect(
                to: Self.list(in: scope.organizationPublicID),
                saying: isLost ? saved : saved.undone(by: entry, in: scope.organizationPublicID), for: request)
        } catch let errors as FieldErrors {
            return try await again(person, input, errors, .unprocessable, scope, request)
        } catch is LastAdmin {
            let last = FieldErrors("role", Complaint("error.last_admin"))
            return try await again(person, input, last, .unprocessable, scope, request)
        } catch is StaleVersion {
            let stale = FieldErrors("", Complaint("error.stale"))
            return try await again(person, input, stale, .conflict, scope, request)
        }
    }

    /// Asks an admin who takes the role from themselves, and names what goes with it; throws `LastAdmin` when nobody
    /// could give it back.
    private func demotion(
        to role: Role, _ input: Input, _ scope: Scope<ManageMembers>
    ) async throws -> ConfirmPage {
        try await services.store.requireAnotherAdmin(scope)
        let page = Self.member(in: scope.organizationPublicID, scope.person)
        let kept = HeldForm.kept(input).filter { $0.name != "confirmed" && $0.name != "version" }
        return ConfirmPage(
            action: page, title: Complaint("member.demote_title"), text: Complaint("member.demote_\(role.rawValue)"),
            verb: Complaint("member.demote"), cancel: page, version: input["version"], facts: [],
            keep: Complaint("member.demote_keep"),
            losses: Permissions.all.filter { $0.isHeld(by: scope.role) && !$0.isHeld(by: role) }.map {
                Complaint("right.\($0.key)")
            }, fields: kept + [HiddenField("confirmed", role.rawValue)])
    }

    private func again(
        _ person: Person.ID, _ input: Input, _ errors: FieldErrors, _ status: Status, _ scope: Scope<ManageMembers>,
        _ request: Request
    ) async throws -> Response {
        let member = try await stored(person, scope)
        var input = input
        if status == .conflict { input.set("version", "\(member.version)") }
        return try await services.page(page(member, input, errors, scope: scope), status, for: request)
    }

    private func stored(_ person: Person.ID, _ scope: Scope<ManageMembers>) async throws -> MemberRecord {
        guard let member = try await services.store.member(person, scope) else { throw NotVisible() }
        return member
    }

    private func page(
        _ member: MemberRecord, _ input: Input, _ errors: FieldErrors = .none, scope: Scope<ManageMembers>
    ) async throws -> MemberPage {
        let id = scope.organizationPublicID, person = member.person
        let chosen = Set(input.all("projects"))
        let projects = try await services.store.projectChoices(scope).map {
            ProjectBox(id: $0.publicID.rawValue, name: $0.name, isChosen: chosen.contains($0.publicID.rawValue))
        }
        let held = try await services.store.holdings(of: person, scope)
        let others =
            held.isEmpty ? [] : try await services.store.successors(for: held, scope).filter { $0.person != person }
        return MemberPage(
            name: member.name, email: member.email, isActive: member.isActive, isSelf: person == scope.person,
            action: Self.member(in: id, person), list: Self.list(in: id), projects: projects,
            owned: Holdings(held, others, action: MemberEnds.handover(in: id, person)),
            deactivation: MemberEnds.deactivation(in: id, person), activation: MemberEnds.activation(in: id, person),
            factorReset: member.hasSecondFactor ? MemberEnds.factor(in: id, person) : nil, input, errors)
    }
}

extension MemberRecord {
    /// As a form would submit it unchanged.
    var input: Input {
        var input = Input(["role": role.rawValue, "version": "\(version)"])
        for project in projects { input.append("projects", project.publicID.rawValue) }
        return input
    }
}
