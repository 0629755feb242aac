import Forms
import Web

/// `Resources/templates/accounts/setup.html`: the one-time link that makes the first operator and organization.
struct SetupPage: Page {
    static let template = "accounts/setup.html"
    static let examples = [
        SetupPage(action: "/setup/k3y"),
        SetupPage(
            action: "/setup/k3y",
            Input(["name": "Олена", "email": "olena", "organization": ""]),
            FieldErrors([
                ("email", Complaint("error.email")), ("password", Complaint("error.too_short", ["count": "12"])),
                ("organization", Complaint("error.required")),
            ])),
    ]

    let action: String
    let name, email, password, organization: FormField
    let errors: FormErrors

    init(action: String, _ input: Input = .none, _ errors: FieldErrors = .none) {
        self.action = action
        name = FormField("name", input, errors)
        email = FormField("email", input, errors)
        password = FormField("password", "", errors: errors["password"])
        organization = FormField("organization", input, errors)
        self.errors = FormErrors(
            errors,
            labels: [
                "name": "setup.name", "email": "field.email", "password": "field.password",
                "organization": "setup.organization",
            ])
    }
}
