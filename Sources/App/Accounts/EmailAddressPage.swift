import Forms
import Web

/// `Resources/templates/accounts/email.html`: asks for another address to sign in with.
struct EmailAddressPage: Page {
    static let template = "accounts/email.html"
    static let place = NavigationItem.profile
    static let examples = [
        EmailAddressPage(current: "olena@dubok.example", isPossible: true),
        EmailAddressPage(
            current: "olena@dubok.example", isPossible: true, Input(["email": "olena@dubok.example"]),
            FieldErrors("email", Complaint("email.same"))),
        EmailAddressPage(current: "olena@dubok.example", isPossible: false),
    ]

    let current: String
    /// Whether this installation can send a mail at all.
    let isPossible: Bool
    let email: FormField
    let errors: FormErrors

    init(current: String, isPossible: Bool, _ input: Input = .none, _ errors: FieldErrors = .none) {
        self.current = current
        self.isPossible = isPossible
        email = FormField("email", input, errors)
        self.errors = FormErrors(errors, labels: ["email": "email.new"])
    }
}

/// `Resources/templates/accounts/email-confirm.html`: behind the link in the new mailbox.
struct EmailConfirmationPage: Page {
    static let template = "accounts/email-confirm.html"
    static let examples = [
        EmailConfirmationPage(token: "k3y", old: "olena@dubok.example", new: "olena@new.example", isTaken: false),
        EmailConfirmationPage(token: "k3y", old: "olena@dubok.example", new: "<x>@new.example", isTaken: true),
    ]

    /// The secret of the link, sent back with the form.
    let token: String
    let old: String
    let new: String
    /// Somebody else signs in with the new one by now.
    let isTaken: Bool
}
