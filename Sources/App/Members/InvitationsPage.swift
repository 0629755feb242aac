import Forms
import Models
import Web

/// `Resources/templates/members/invitations.html`: who is asked to join, and a form to ask somebody else.
struct InvitationsPage: Page {
    static let template = "members/invitations.html"
    static let place = NavigationItem.invitations
    static let examples = [
        InvitationsPage(
            action: path,
            rows: [
                Row(
                    email: "taras@dubok.example", role: "rep", inviter: "Ірина Бондар", sentAt: .example(hours: -3),
                    expiresAt: .example(hours: 165), isOver: false, renew: path + "/x/renewal",
                    revoke: path + "/x/revocation"),
                Row(
                    email: "<b>@dubok.example", role: "admin", inviter: "James <Ward>", sentAt: .example(hours: -300),
                    expiresAt: .example(hours: -132), isOver: true, renew: path + "/y/renewal",
                    revoke: path + "/y/revocation"),
            ], projects: ProjectBox.examples, Input(["role": "viewer", "language": "uk"])),
        InvitationsPage(
            action: path, rows: [], projects: [], Input(["email": "olena", "role": "", "language": "en"]),
            FieldErrors([("email", Complaint("error.email")), ("role", Complaint("error.required"))])),
    ]

    private static let path = "/o/a2b3c4d5e6/settings/invitations"

    struct Row: Encodable {
        let email: String
        let role: String
        let inviter: String
        let sentAt: Instant
        let expiresAt: Instant
        /// It has expired and can only be sent again.
        let isOver: Bool
        let renew: String
        let revoke: String
    }

    let action: String
    let rows: [Row]
    let email, role, language: FormField
    let projects: [ProjectBox]
    let errors: FormErrors

    init(action: String, rows: [Row], projects: [ProjectBox], _ input: Input, _ errors: FieldErrors = .none) {
        self.action = action
        self.rows = rows
        email = FormField("email", input, errors)
        role = FormField("role", input, errors)
        language = FormField("language", input, errors)
        self.projects = projects
        self.errors = FormErrors(
            errors,
            labels: [
                "email": "field.email", "role": "member.role", "language": "profile.language",
                "projects": "member.projects",
            ])
    }
}

extension InvitationsPage.Row {
    init(_ invitation: Invitation, at now: Instant, renew: String, revoke: String) {
        self.init(
            email: invitation.email, role: invitation.role.rawValue, inviter: invitation.inviter,
            sentAt: invitation.sentAt, expiresAt: invitation.expiresAt, isOver: invitation.expiresAt <= now,
            renew: renew, revoke: revoke)
    }
}
