import Forms
import Models
import Web

/// `Resources/templates/projects/form.html`: connect a shop, or change its settings.
struct ProjectFormPage: Page {
    static let template = "projects/form.html"
    static let place = NavigationItem.project

    /// Where the form is posted.
    let action: String
    /// Where “Cancel” leads.
    let cancel: String
    /// nil for a new project.
    let projectName: String?
    /// When the stored key was set; nil while there is none. The key itself is never shown.
    let keySetAt: Instant?
    let name, baseURL, apiKey, zone, near, linkPattern: FormField
    let version: String
    /// IANA names offered while typing.
    let zones: [String]
    let errors: FormErrors
    /// What somebody else saved meanwhile (answer 409).
    let conflict: Conflict?

    init(
        action: String, cancel: String, projectName: String? = nil, keySetAt: Instant? = nil, _ input: Input = .none,
        _ errors: FieldErrors = .none, zones: [String], conflict: Conflict? = nil
    ) {
        self.action = action
        self.cancel = cancel
        self.projectName = projectName
        self.keySetAt = keySetAt
        name = FormField("name", input, errors)
        baseURL = FormField("base_url", input, errors)
        apiKey = FormField("api_key", "", errors: errors["api_key"])
        zone = FormField("zone", input, errors)
        near = FormField("near", input, errors)
        linkPattern = FormField("link_pattern", input, errors)
        version = input["version"] ?? "0"
        self.zones = zones
        self.errors = FormErrors(
            errors,
            labels: [
                "name": "project.name", "base_url": "project.base_url", "api_key": "project.api_key",
                "zone": "field.zone", "near": "project.near", "link_pattern": "project.link_pattern",
            ])
        self.conflict = conflict
    }
}

extension ProjectFormPage {
    static let examples = [
        ProjectFormPage(
            action: "/o/a2b3c4d5e6/projects", cancel: "/",
            Input([
                "base_url": "https://openapi.keycrm.app/v1", "zone": "Europe/Kyiv", "near": "80",
            ]), zones: ["Europe/Kyiv", "Europe/London"]),
        ProjectFormPage(
            action: "/p/a2b3c4d5e6/settings", cancel: "/p/a2b3c4d5e6/orders", projectName: "Dubok Shop UA",
            keySetAt: .example(hours: -300), stored, zones: ["Europe/Kyiv"]),
        ProjectFormPage(
            action: "/p/a2b3c4d5e6/settings", cancel: "/p/a2b3c4d5e6/orders", projectName: "Dubok Shop UA",
            Input(["name": "", "base_url": "http://10.0.0.1", "zone": "Kyiv", "near": "0", "version": "4"]),
            FieldErrors([
                ("name", Complaint("error.required")), ("base_url", Complaint("error.address")),
                ("zone", Complaint("error.zone")), ("near", Complaint("error.range", ["low": "1", "high": "99"])),
                ("link_pattern", Complaint("error.link_pattern")),
            ]), zones: []),
        ProjectFormPage(
            action: "/p/a2b3c4d5e6/settings", cancel: "/p/a2b3c4d5e6/orders", projectName: "Dubok Shop UA",
            keySetAt: .example(hours: -300), stored, zones: [], conflict: .example),
    ]

    private static let stored = Input([
        "name": "Dubok Shop UA", "base_url": "https://openapi.keycrm.app/v1", "zone": "Europe/Kyiv", "near": "80",
        "link_pattern": "https://dubok.keycrm.app/app/orders/view/{id}", "version": "4",
    ])
}
