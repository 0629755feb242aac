import Forms
import Web

/// `Resources/templates/accounts/profile.html`
struct ProfilePage: Page {
    static let template = "accounts/profile.html"
    static let place = NavigationItem.profile
    static let examples = [
        ProfilePage(
            email: "olena@dubok.example",
            Input(["name": "Олена Марченко", "language": "uk", "theme": "", "zone": "Europe/Kyiv", "version": "3"]),
            zones: ["Europe/Kyiv", "Europe/London"]),
        ProfilePage(
            email: "olena@dubok.example",
            Input(["name": "", "language": "en", "theme": "dark", "zone": "Mars/Olympus", "version": "3"]),
            FieldErrors([("name", Complaint("error.required")), ("zone", Complaint("error.zone"))]),
            zones: ["Europe/Kyiv"]),
    ]

    /// Shown, not edited.
    let email: String
    /// `theme` is `light`, `dark` or empty for the system's choice; `zone` an IANA name.
    let name, language, theme, zone: FormField
    let version: String
    /// Offered while typing.
    let zones: [String]
    let errors: FormErrors

    init(email: String, _ input: Input, _ errors: FieldErrors = .none, zones: [String]) {
        self.email = email
        name = FormField("name", input, errors)
        language = FormField("language", input, errors)
        theme = FormField("theme", input, errors)
        zone = FormField("zone", input, errors)
        version = input["version"] ?? "0"
        self.zones = zones
        self.errors = FormErrors(
            errors,
            labels: [
                "name": "profile.name", "language": "profile.language", "theme": "profile.theme", "zone": "field.zone",
            ])
    }
}
