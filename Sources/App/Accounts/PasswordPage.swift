import Forms
import Web

/// `Resources/templates/accounts/password.html`
struct PasswordPage: Page {
    static let template = "accounts/password.html"
    static let place = NavigationItem.password
    static let examples = [
        PasswordPage(),
        PasswordPage(
            FieldErrors([("current", Complaint("error.password_wrong")), ("new", Complaint("error.password.common"))])),
    ]

    let current, new: FormField
    let errors: FormErrors

    init(_ errors: FieldErrors = .none) {
        current = FormField("current", errors: errors["current"])
        new = FormField("new", errors: errors["new"])
        self.errors = FormErrors(errors, labels: ["current": "password.current", "new": "password.new"])
    }
}
