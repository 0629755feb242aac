import Forms
import Web

/// `Resources/templates/accounts/password.html`
struct PasswordPage: Page {
    static let template = "accounts/password.html"
    static let place = NavigationItem.password
    static let examples = [
        PasswordPage(email: "olena@dubok.example"),
        PasswordPage(
            email: "olena@dubok.example",
            FieldErrors([("current", Complaint("error.password_wrong")), ("new", Complaint("error.password.common"))])),
    ]

    /// For password managers, which keep a password under a name; not shown.
    let email: String
    let current, new: FormField
    let errors: FormErrors

    init(email: String, _ errors: FieldErrors = .none) {
        self.email = email
        current = FormField("current", errors: errors["current"])
        new = FormField("new", errors: errors["new"])
        self.errors = FormErrors(errors, labels: ["current": "password.current", "new": "password.new"])
    }
}
