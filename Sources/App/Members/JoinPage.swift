import Forms
import Web

/// `Resources/templates/members/join.html`: what the link of an invitation opens.
struct JoinPage: Page {
    static let template = "members/join.html"
    static let examples = [
        example(.signUp, Input(["language": "uk"])),
        example(.join),
        example(
            .signUp, Input(["name": "", "language": "en"]),
            FieldErrors([("name", Complaint("error.required")), ("password", Complaint("error.password.common"))])),
        example(.otherAddress),
        example(.signIn),
    ]

    /// What whoever holds the link can do with it.
    enum Way: String, Encodable {
        /// Nobody signs in with the address: an account is made.
        case signUp = "sign_up"
        /// Signed in with the very address.
        case join
        /// Somebody signs in with the address, but not in this browser.
        case signIn = "sign_in"
        /// Signed in with another address.
        case otherAddress = "other_address"
    }

    let way: Way
    let action: String
    /// The sign-in that leads back here.
    let signIn: String
    let organization: String
    let inviter: String
    let role: String
    /// The address that was invited.
    let email: String
    /// The reader's own; empty when nobody is signed in.
    let ownEmail: String
    let name, password, language: FormField
    let errors: FormErrors

    init(
        way: Way, action: String, signIn: String, organization: String, inviter: String, role: String, email: String,
        ownEmail: String, _ input: Input, _ errors: FieldErrors
    ) {
        self.way = way
        self.action = action
        self.signIn = signIn
        self.organization = organization
        self.inviter = inviter
        self.role = role
        self.email = email
        self.ownEmail = ownEmail
        name = FormField("name", input, errors)
        password = FormField("password", "", errors: errors["password"])
        language = FormField("language", input, errors)
        self.errors = FormErrors(
            errors,
            labels: ["name": "setup.name", "password": "field.password", "language": "profile.language"])
    }

    private static func example(_ way: Way, _ input: Input = .none, _ errors: FieldErrors = .none) -> JoinPage {
        JoinPage(
            way: way, action: "/invitation/k3y", signIn: "/login?next=/invitation/k3y", organization: "Dubok <Group>",
            inviter: "Ірина Бондар", role: "rep", email: "olena@dubok.example", ownEmail: "taras@dubok.example", input,
            errors)
    }
}
