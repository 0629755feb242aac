import Forms
import Models
import Web

/// `Resources/templates/members/organization.html`
struct OrganizationSettingsPage: Page {
    static let template = "members/organization.html"
    static let place = NavigationItem.organization
    static let examples = [
        OrganizationSettingsPage(
            action: "/o/a2b3c4d5e6/settings",
            Input(["name": "Dubok", "zone": "Europe/Kyiv", "country": "UA", "version": "1"]),
            zones: ["Europe/Kyiv"], logo: .examples[0]),
        OrganizationSettingsPage(
            action: "/o/a2b3c4d5e6/settings",
            Input(["name": "", "zone": "Kyiv <b>", "country": "Kyiv", "second_factor": "1", "version": "1"]),
            FieldErrors([
                ("name", Complaint("error.required")), ("zone", Complaint("error.zone")),
                ("country", Complaint("error.choice")),
                ("second_factor", Complaint("error.own_factor_first")),
            ]), zones: [], logo: .examples[0]),
        OrganizationSettingsPage(
            action: "/o/a2b3c4d5e6/settings", Input(["name": "Dubok", "zone": "Europe/Kyiv", "version": "1"]),
            zones: ["Europe/Kyiv"], logo: .examples[1]),
    ]

    struct Country: Encodable {
        let code, callingCode: String
    }

    let action: String
    let name, zone, country, secondFactor: FormField
    let isRequired: Bool
    let version: String
    /// IANA names offered while typing.
    let zones: [String]
    let countries: [Country]
    let errors: FormErrors
    let logo: LogoPanel

    init(action: String, _ input: Input, _ errors: FieldErrors = .none, zones: [String], logo: LogoPanel) {
        self.action = action
        self.logo = logo
        name = FormField("name", input, errors)
        zone = FormField("zone", input, errors)
        country = FormField("country", input, errors)
        secondFactor = FormField("second_factor", input, errors)
        isRequired = input["second_factor"] != nil
        version = input["version"] ?? "0"
        self.zones = zones
        countries = Models.Country.all.map { Country(code: $0.code, callingCode: $0.callingCode) }
        self.errors = FormErrors(
            errors,
            labels: [
                "name": "organization.name", "zone": "field.zone", "country": "organization.country",
                "second_factor": "organization.second_factor",
            ])
    }
}
