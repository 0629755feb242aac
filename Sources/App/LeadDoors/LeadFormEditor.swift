import Forms
import HTTP
import Models
import Store
import Web

/// The settings of the public form.
struct LeadFormEditor: Feature {
    static let page = OrganizationPath("/settings/leads/form")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, ManageOrganization.self, show),
            Route(.post, Self.page, ManageOrganization.self, save),
        ]
    }

    func show(_ scope: Scope<ManageOrganization>, _ request: Request) async throws -> Response {
        let stored = try await services.store.leadFormRecord(scope)
        let language = request.visit.language
        let input =
            stored?.input
            ?? Input([
                "title": services.say(Complaint("lead_form.usual_title"), in: language), "open": "1",
                "fields": "name", "fields": "email", "fields": "phone", "fields": "message",
                "language": language.rawValue, "version": "0",
            ])
        return try await services.page(page(scope, input), for: request)
    }

    func save(_ scope: Scope<ManageOrganization>, _ request: Request) async throws -> Response {
        let input = try request.input()
        let stored = try await services.store.leadFormRecord(scope)
        do {
            let form = try PublicFormRecord(
                reading: input, as: stored?.publicID ?? services.outside.newPublicID(),
                languages: Language.allCases.map(\.rawValue))
            try await services.store.saveLeadForm(form, by: scope, at: services.outside.now())
            return try await services.redirect(
                to: LeadDoors.page(in: scope.organizationPublicID), saying: Flash("flash.lead_form_saved"), for: request
            )
        } catch let errors as FieldErrors {
            return try await services.page(page(scope, input, errors), .unprocessable, for: request)
        } catch is StaleVersion {
            var typed = input
            typed.set("version", "\(stored?.version ?? 0)")
            return try await services.page(
                page(scope, typed, FieldErrors("", Complaint("error.stale"))), .conflict, for: request)
        }
    }

    private func page(
        _ scope: Scope<ManageOrganization>, _ input: Input, _ errors: FieldErrors = .none
    ) -> LeadFormEditorPage {
        LeadFormEditorPage(
            action: Self.page(in: scope.organizationPublicID), list: LeadDoors.page(in: scope.organizationPublicID),
            input,
            errors)
    }
}

/// `Resources/templates/leaddoors/editor.html`: what the public form asks for and says.
struct LeadFormEditorPage: Page {
    static let template = "leaddoors/editor.html"
    static let place = NavigationItem.leadDoors

    struct Choice: Encodable {
        let value: String
        let isAsked, isRequired: Bool
    }

    let action, list, version: String
    let isOpen: Bool
    let title, intro, consent, thanks, language, fieldsField: FormField
    let fields: [Choice]
    let errors: FormErrors

    init(action: String, list: String, _ input: Input, _ errors: FieldErrors = .none) {
        self.action = action
        self.list = list
        version = input["version"] ?? "0"
        isOpen = input["open"] != nil
        title = FormField("title", input, errors)
        intro = FormField("intro", input, errors)
        consent = FormField("consent", input, errors)
        thanks = FormField("thanks", input, errors)
        language = FormField("language", input, errors)
        fieldsField = FormField("fields", errors: errors["fields"])
        fields = PublicFormRecord.Field.allCases.map { field in
            Choice(
                value: field.rawValue, isAsked: input.all("fields").contains(field.rawValue),
                isRequired: input.all("required").contains(field.rawValue))
        }
        self.errors = FormErrors(
            errors,
            labels: [
                "title": "lead_form.heading", "intro": "lead_form.intro", "consent": "lead_form.consent",
                "thanks": "lead_form.thanks", "language": "profile.language", "fields": "lead_form.fields",
            ])
    }
}

extension LeadFormEditorPage {
    static let examples = [
        LeadFormEditorPage(
            action: "/o/a2b3c4d5e6/settings/leads/form", list: "/o/a2b3c4d5e6/settings/leads",
            Input([
                "title": "Ask for an offer", "open": "1", "fields": "name", "fields": "email", "required": "email",
                "language": "en", "version": "3", "consent": "I agree <b>",
            ])),
        LeadFormEditorPage(
            action: "/o/a2b3c4d5e6/settings/leads/form", list: "/o/a2b3c4d5e6/settings/leads",
            Input(["title": "", "language": "xx"]),
            FieldErrors([
                ("title", Complaint("error.required")), ("fields", Complaint("error.reachable")),
                ("language", Complaint("error.choice")),
            ])),
    ]
}
