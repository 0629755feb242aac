import Crypto
import Forms
import HTTP
import Models
import Store
import Web

/// The form of an organization that anybody may fill in. What was sent becomes a lead by the same intake as that of
/// programs; whether its e-mail is known already is told to nobody.
struct PublicForm: Feature {
    static let page = Path("/f/{}", PublicID.self)
    static let thanks = Path("/f/{}/thanks", PublicID.self)
    /// A field that people do not see. Programs that fill in everything fill it in, too.
    static let trap = "website"

    let services: Services

    var routes: [Route] {
        [
            Route(.get, open: Self.page, show),
            Route(.post, open: Self.page, take),
            Route(.get, open: Self.thanks, showThanks),
        ]
    }

    func show(_ visitor: Visitor, _ request: Request, _ id: PublicID) async throws -> Response {
        let (form, _) = try await form(id)
        return try await services.page(PublicFormPage(form, action: Self.page(id)), for: request)
    }

    func take(_ visitor: Visitor, _ request: Request, _ id: PublicID) async throws -> Response {
        let (form, scope) = try await form(id)
        let input = try request.input()
        guard (input[Self.trap] ?? "").isEmpty else {
            services.log.event("form_trap", ["request": .string(request.id)])
            return .redirect(to: Self.thanks(id))
        }
        do {
            let lead = try form.lead(reading: input)
            try await services.limit(services.rates.formAddress, "form:\(AddressPrefix.of(request.address))")
            try await services.limit(services.rates.form, "form:\(id.rawValue)")
            let kept = form.kept(input)
            let raw = RawLead(
                origin: .form, body: kept, length: kept.count, type: "application/x-www-form-urlencoded",
                network: AddressPrefix.of(request.address),
                key: RepeatKey("form:" + Hex.encode(SHA256.hash(kept)), isForADay: true),
                receivedAt: services.outside.now())
            _ = try await services.store.takeLead(
                lead, raw, as: services.newLeadIDs(),
                meeting: services.say(
                    Complaint("lead_intake.meeting"), in: Language(rawValue: form.language) ?? .standard), scope)
            return .redirect(to: Self.thanks(id))
        } catch let errors as FieldErrors {
            return try await services.page(
                PublicFormPage(form, action: Self.page(id), input, errors), .unprocessable, for: request)
        }
    }

    func showThanks(_ visitor: Visitor, _ request: Request, _ id: PublicID) async throws -> Response {
        let (form, _) = try await form(id)
        return try await services.page(
            ThanksPage(text: form.thanks, language: form.language, again: Self.page(id)), for: request)
    }

    private func form(_ id: PublicID) async throws -> (PublicFormRecord, OrganizationScope) {
        guard let scope = try await services.store.leadForm(id),
            let form = try await services.store.leadFormRecord(scope)
        else { throw NotVisible() }
        return (form, scope)
    }
}

extension PublicFormRecord {
    /// What was filled in, and nothing else that was sent, as it is kept.
    fileprivate func kept(_ input: Input) -> [UInt8] {
        let names = ["company"] + fields.map(\.rawValue)
        let sent = names.compactMap { name in
            input[name].flatMap { $0.trimmed.isEmpty ? nil : Input.Field(name, $0.trimmed) }
        }
        return Array(URLEncodedForm.encode(Input(sent)).utf8)
    }
}

/// `Resources/templates/leaddoors/form.html`: the form as visitors see it.
struct PublicFormPage: Page {
    static let template = "leaddoors/form.html"

    struct Line: Encodable {
        let field: FormField
        let isRequired: Bool
    }

    let action, title, intro, consent: String
    /// What the words above are in; the reader may read the others in another one.
    let language: String
    let company: FormField
    let lines: [Line]
    let consentField: FormField
    let isAgreed: Bool
    let errors: FormErrors

    init(_ form: PublicFormRecord, action: String, _ input: Input = .none, _ errors: FieldErrors = .none) {
        self.action = action
        title = form.title
        intro = form.intro
        consent = form.consent
        language = form.language
        company = FormField("company", input, errors)
        lines = form.fields.map {
            Line(field: FormField($0.rawValue, input, errors), isRequired: form.required.contains($0))
        }
        consentField = FormField("consent", input, errors)
        isAgreed = input["consent"] != nil
        self.errors = FormErrors(
            errors,
            labels: Dictionary(
                uniqueKeysWithValues: [("company", "lead_field.company"), ("consent", "lead_form.consent")]
                    + form.fields.map { ($0.rawValue, "lead_field.\($0.rawValue)") }))
    }
}

/// `Resources/templates/leaddoors/thanks.html`: it has arrived.
struct ThanksPage: Page {
    static let template = "leaddoors/thanks.html"
    static let examples = [
        ThanksPage(text: "", language: "en", again: "/f/a2b3c4d5e6"),
        ThanksPage(text: "We call <b> tomorrow.", language: "uk", again: "/f/a2b3c4d5e6"),
    ]

    let text, language, again: String
}

extension PublicFormPage {
    static let examples = [
        PublicFormPage(.example, action: "/f/a2b3c4d5e6"),
        PublicFormPage(
            .example, action: "/f/a2b3c4d5e6", Input(["company": "<b>", "email": "x"]),
            FieldErrors([("email", Complaint("error.email")), ("consent", Complaint("error.consent"))])),
    ]
}

extension PublicFormRecord {
    fileprivate static let example = PublicFormRecord(
        publicID: .example, isOpen: true, title: "Ask for an <offer>", intro: "We answer within a day.",
        consent: "You may call me.", thanks: "", fields: PublicFormRecord.Field.allCases, required: [.name, .email],
        language: "en", version: 1)
}
