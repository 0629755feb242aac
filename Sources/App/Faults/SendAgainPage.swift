import Web

/// `Resources/templates/faults/send-again.html`: a form that was not taken, with everything typed in
/// it and a fresh token, to be sent again with one click.
struct SendAgainPage: Page {
    static let template = "faults/send-again.html"
    static let examples = [
        SendAgainPage(
            reason: .expired, action: "/p/a2b3c4d5e6/settings/sla",
            fields: [HiddenField("normal.1", "8:00"), HiddenField("near", "<80>"), HiddenField("version", "12")]),
        SendAgainPage(reason: .signedIn, action: "/account/sessions/others/end", fields: []),
    ]

    enum Reason: String, Encodable {
        /// The proof that the form is ours was missing or old.
        case expired
        /// The session had ended; meanwhile one signed in again.
        case signedIn = "signed_in"
    }

    let reason: Reason
    /// Where the form was posted.
    let action: String
    /// What was in it, without the old token and without passwords.
    let fields: [HiddenField]
}
