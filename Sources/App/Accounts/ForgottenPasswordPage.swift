import Forms
import Web

/// `Resources/templates/accounts/forgotten.html`: asks for the address that a new password is wanted for.
struct ForgottenPasswordPage: Page {
    static let template = "accounts/forgotten.html"
    static let examples = [
        ForgottenPasswordPage(isPossible: true),
        ForgottenPasswordPage(
            isPossible: true, Input(["email": "olena <x>"]), FieldErrors("email", Complaint("error.email"))),
        ForgottenPasswordPage(isPossible: false),
    ]

    /// Whether this installation can send a mail at all.
    let isPossible: Bool
    let email: FormField
    let errors: FormErrors

    init(isPossible: Bool, _ input: Input = .none, _ errors: FieldErrors = .none) {
        self.isPossible = isPossible
        email = FormField("email", input, errors)
        self.errors = FormErrors(errors, labels: ["email": "field.email"])
    }
}

/// `Resources/templates/accounts/new-password.html`: behind the link of the mail.
struct NewPasswordPage: Page {
    static let template = "accounts/new-password.html"
    static let examples = [
        NewPasswordPage(token: "k3y", email: "olena@dubok.example"),
        NewPasswordPage(
            token: "k3y", email: "olena@dubok.example", FieldErrors("new", Complaint("error.password.common"))),
    ]

    /// The secret of the link, sent back with the form.
    let token: String
    /// For password managers, which keep a password under a name.
    let email: String
    let new: FormField
    let errors: FormErrors

    init(token: String, email: String, _ errors: FieldErrors = .none) {
        self.token = token
        self.email = email
        new = FormField("new", errors: errors["new"])
        self.errors = FormErrors(errors, labels: ["new": "password.new"])
    }
}
