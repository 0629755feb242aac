import Forms
import HTTP
import Models
import Store
import Web

/// Planning or logging an activity, and changing one.
struct ActivityForms: Feature {
    static let newOfLead = OrganizationPath("/leads/{}/activities/new", Lead.ID.self)
    static let newOfCustomer = OrganizationPath("/customers/{}/activities/new", Customer.ID.self)
    static let activity = OrganizationPath("/activities/{}", ActivityRecord.ID.self)

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.newOfLead, WorkLeads.self) { try await showNew(.lead($2), $0, $1) },
            Route(.post, Self.newOfLead, WorkLeads.self) { try await add(.lead($2), $0, $1) },
            Route(.get, Self.newOfCustomer, WorkLeads.self) { try await showNew(.customer($2), $0, $1) },
            Route(.post, Self.newOfCustomer, WorkLeads.self) { try await add(.customer($2), $0, $1) },
            Route(.get, Self.activity, WorkLeads.self, show),
            Route(.post, Self.activity, WorkLeads.self, change),
        ]
    }

    private func showNew(
        _ parent: ActivityParent, _ scope: Scope<WorkLeads>, _ request: Request
    ) async throws -> Response {
        let place = try await place(parent, scope)
        let input = Input(["type": "call", "assigned_to": scope.person.text, "version": "0"])
        return try await services.page(try await page(place, nil, input, scope), for: request)
    }

    private func add(
        _ parent: ActivityParent, _ scope: Scope<WorkLeads>, _ request: Request
    ) async throws -> Response {
        let place = try await place(parent, scope)
        let input = try request.input()
        do {
            let now = services.outside.now()
            let form = try ActivityForm(reading: input, in: try services.zones.zone(request.visit.readerZone))
            let id = ActivityRecord.ID(at: now, random: services.outside.randomBytes(10))
            try await services.store.addActivity(form, as: id, with: parent, by: scope, at: now)
            return try await services.redirect(
                to: ActivityHome(parent: parent, organization: scope.organizationPublicID).list,
                saying: Flash(form.isDone ? "flash.activity_logged" : "flash.activity_planned"), for: request)
        } catch let errors as FieldErrors {
            return try await services.page(
                try await page(place, nil, input, scope, errors), .unprocessable, for: request)
        } catch is NoSuchAssignee {
            let errors = FieldErrors("assigned_to", Complaint("error.activity_assignee"))
            return try await services.page(
                try await page(place, nil, input, scope, errors), .unprocessable, for: request)
        }
    }

    func show(_ scope: Scope<WorkLeads>, _ request: Request, _ id: ActivityRecord.ID) async throws -> Response {
        let (activity, place) = try await stored(id, scope)
        let zone = try services.zones.zone(request.visit.readerZone)
        return try await services.page(
            try await page(place, activity, activity.form.input(in: zone), scope), for: request)
    }

    func change(_ scope: Scope<WorkLeads>, _ request: Request, _ id: ActivityRecord.ID) async throws -> Response {
        let (activity, place) = try await stored(id, scope)
        var input = try request.input()
        func again(_ errors: FieldErrors, _ status: Status = .unprocessable) async throws -> Response {
            try await services.page(try await page(place, activity, input, scope, errors), status, for: request)
        }
        do {
            let form = try ActivityForm(reading: input, in: try services.zones.zone(request.visit.readerZone))
            try await services.store.changeActivity(id, form, by: scope, at: services.outside.now())
            return try await services.redirect(
                to: ActivityHome(parent: activity.parent, organization: scope.organizationPublicID).list,
                saying: Flash("flash.activity_saved"), for: request)
        } catch let errors as FieldErrors {
            return try await again(errors)
        } catch is NoSuchAssignee {
            return try await again(FieldErrors("assigned_to", Complaint("error.activity_assignee")))
        } catch is StaleVersion {
            input.set("version", "\(activity.version)")
            return try await again(FieldErrors("", Complaint("error.stale")), .conflict)
        }
    }

    private func place(_ parent: ActivityParent, _ scope: Scope<WorkLeads>) async throws -> ActivityPlace {
        guard let place = try await services.store.activityPlace(parent, scope) else { throw NotVisible() }
        return place
    }

    private func stored(
        _ id: ActivityRecord.ID, _ scope: Scope<WorkLeads>
    ) async throws -> (ActivityRecord, ActivityPlace) {
        guard let activity = try await services.store.activity(id, scope) else { throw NotVisible() }
        return (activity, try await place(activity.parent, scope))
    }

    private func page(
        _ place: ActivityPlace, _ activity: ActivityRecord?, _ input: Input, _ scope: Scope<WorkLeads>,
        _ errors: FieldErrors = .none
    ) async throws -> ActivityFormPage {
        let people = try await services.store.activityAssignees(place, scope)
        return ActivityFormPage(
            place, activity, people: people, input, errors, in: scope.organizationPublicID, at: services.outside.now())
    }
}
