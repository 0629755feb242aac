import Forms
import FoundationEssentials
import HTTP
import Models
import Store
import Web

/// Which manager of the shop's CRM is which member of the organization.
struct PeopleSettings: Feature {
    static let page = ProjectPath("/settings/people")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, EditRules.self, show),
            Route(.post, Self.page, EditRules.self, save),
        ]
    }

    func show(_ scope: ProjectScope<EditRules>, _ request: Request) async throws -> Response {
        let map = try await services.store.peopleMap(scope)
        return try await services.page(page(map, map.input, scope), for: request)
    }

    func save(_ scope: ProjectScope<EditRules>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let map = try await services.store.peopleMap(scope)
        do {
            let people = try map.people(input)
            try await services.store.savePeopleMap(
                people, replacing: input.version, by: scope, at: services.outside.now())
            return try await services.redirect(
                to: Self.page(in: scope.projectPublicID), saying: Flash("flash.people_saved"), for: request)
        } catch let errors as FieldErrors {
            return try await services.page(page(map, input, scope, errors), .unprocessable, for: request)
        } catch is StaleVersion {
            return try await conflict(scope, input, request)
        }
    }

    /// Both versions side by side; sending the form again replaces the other one's, knowingly.
    private func conflict(
        _ scope: ProjectScope<EditRules>, _ input: Input, _ request: Request
    ) async throws -> Response {
        let map = try await services.store.peopleMap(scope)
        var typed = input
        typed.set("version", "\(map.version)")
        let change = try await services.store.lastChange(of: .peopleSaved, scope)
        let conflict = Conflict(
            by: change?.by, at: change?.at ?? services.outside.now(),
            differences: map.differences(to: (try? map.people(input)) ?? [:]))
        return try await services.page(page(map, typed, scope, conflict: conflict), .conflict, for: request)
    }

    private func page(
        _ map: PeopleMap, _ input: Input, _ scope: ProjectScope<EditRules>, _ errors: FieldErrors = .none,
        conflict: Conflict? = nil
    ) -> PeoplePage {
        PeoplePage(path: Self.page(in: scope.projectPublicID), map, input, errors, conflict: conflict)
    }
}

extension PeopleMap {
    /// As the form would submit it unchanged.
    var input: Input {
        var input = Input(["version": "\(version)"])
        for manager in managers { input.append("member.\(manager.id)", manager.person?.text ?? "") }
        return input
    }

    /// The form: `member.4=<person>`, nothing for nobody. Somebody who is no member is refused at the field.
    func people(_ input: Input) throws(FieldErrors) -> [Int: Person.ID] {
        var errors = FieldErrors.none
        var people: [Int: Person.ID] = [:]
        let known = Set(members.map(\.person)).union(managers.compactMap(\.person))
        for manager in managers {
            let field = "member.\(manager.id)"
            guard let text = input[field], !text.trimmed.isEmpty else { continue }
            if let id = UUID(uuidString: text.trimmed).map(Person.ID.init(rawValue:)), known.contains(id) {
                people[manager.id] = id
            } else {
                errors.add(Complaint("error.choice"), to: field)
            }
        }
        guard errors.isEmpty else { throw errors }
        return people
    }

    func differences(to mine: [Int: Person.ID]) -> [Conflict.Difference] {
        managers.compactMap { manager in
            if manager.person == mine[manager.id] { return nil }
            return Conflict.Difference(
                label: Complaint("people.member_of", ["name": manager.name]), theirs: name(manager.person),
                mine: name(mine[manager.id]))
        }
    }

    private func name(_ person: Person.ID?) -> String {
        guard let person else { return "—" }
        return members.first { $0.person == person }?.name
            ?? managers.first { $0.person == person }?.memberName ?? "—"
    }
}
