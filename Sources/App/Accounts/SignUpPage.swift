import Forms
import Models
import Web

/// `Resources/templates/accounts/sign-up.html`
struct SignUpPage: Page {
    static let template = "accounts/sign-up.html"
    static let examples = [
        SignUpPage(Input(["language": "uk"])),
        SignUpPage(
            Input(["name": "Олена", "email": "olena", "organization": "", "language": "en"]),
            FieldErrors([("email", Complaint("error.email")), ("organization", Complaint("error.required"))])),
    ]

    let name, email, organization, language: FormField
    let errors: FormErrors

    init(_ input: Input, _ errors: FieldErrors = .none) {
        name = FormField("name", input, errors)
        email = FormField("email", input, errors)
        organization = FormField("organization", input, errors)
        language = FormField("language", input, errors)
        self.errors = FormErrors(
            errors,
            labels: [
                "name": "setup.name", "email": "field.email", "organization": "setup.organization",
                "language": "profile.language",
            ])
    }
}

/// `Resources/templates/accounts/sign-up-confirm.html`: behind the link of the mail, where the password is chosen.
struct SignUpConfirmationPage: Page {
    static let template = "accounts/sign-up-confirm.html"
    static let examples = [
        SignUpConfirmationPage(token: "k3y", .example),
        SignUpConfirmationPage(
            token: "k3y", .example, FieldErrors("password", Complaint("error.password.personal"))),
    ]

    /// The secret of the link, sent back with the form.
    let token: String
    let name, email, organization: String
    let password: FormField
    let errors: FormErrors

    init(token: String, _ form: SignUpForm, _ errors: FieldErrors = .none) {
        self.token = token
        name = form.name
        email = form.email
        organization = form.organization
        password = FormField("password", errors: errors["password"])
        self.errors = FormErrors(errors, labels: ["password": "field.password"])
    }
}

extension SignUpForm {
    fileprivate static let example = SignUpForm(
        name: "Олена <Марченко>", email: "olena@dubok.example", organization: "Dubok & Sons", language: "uk")
}
