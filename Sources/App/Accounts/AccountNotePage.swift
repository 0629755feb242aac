import HTTP
import Web

/// `Resources/templates/accounts/note.html`: one thing to know and the next step, before and after mails.
struct AccountNotePage: Page {
    static let template = "accounts/note.html"
    static let examples = [
        AccountNotePage(kind: .passwordSent, folder: ".local/mail"), AccountNotePage(kind: .passwordLinkDead),
        AccountNotePage(kind: .signUpSent), AccountNotePage(kind: .signUpLinkDead),
        AccountNotePage(kind: .passwordChanged), AccountNotePage(kind: .emailChanged),
        AccountNotePage(kind: .emailLinkDead),
    ]

    /// The raw value begins the keys of its texts: `note.NAME.title`, `.text` and `.button`.
    enum Kind: String, Encodable {
        case passwordSent = "password_sent"
        case passwordChanged = "password_changed"
        case passwordLinkDead = "password_link"
        case signUpSent = "sign_up_sent"
        case signUpLinkDead = "sign_up_link"
        case emailChanged = "email_changed"
        case emailLinkDead = "email_link"

        /// Where the next step is.
        fileprivate var next: String {
            switch self {
            case .passwordSent, .passwordChanged, .signUpSent: SignIn.page()
            case .passwordLinkDead: ForgottenPassword.ask()
            case .signUpLinkDead: SignUp.page()
            case .emailChanged: Account.profile()
            case .emailLinkDead: EmailAddress.page()
            }
        }
    }

    let kind: Kind
    let next: String
    /// Where the mail lies on an installation without a mail server; nil where nothing was sent or a server took it.
    let folder: String?

    init(kind: Kind, folder: String? = nil) {
        self.kind = kind
        next = kind.next
        self.folder = folder
    }
}

extension Services {
    /// A note; those that speak of a mail say where it lies when no server takes it.
    func note(_ kind: AccountNotePage.Kind, _ status: Status = .ok, for request: Request) async throws -> Response {
        let speaksOfMail = [.passwordSent, .signUpSent].contains(kind)
        return try await page(
            AccountNotePage(kind: kind, folder: speaksOfMail ? room.folder : nil), status, for: request)
    }
}
