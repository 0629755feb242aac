import Forms
import Web

/// `Resources/templates/accounts/sign-in.html`
struct SignInPage: Page {
    static let template = "accounts/sign-in.html"
    static let examples = [
        SignInPage(email: "", staysSignedIn: false, problem: nil, next: "", held: []),
        SignInPage(
            email: "olena@dubok.example", staysSignedIn: true, problem: Complaint("sign_in.wrong"),
            next: "/p/a2b3c4d5e6/orders?state=over", held: []),
        SignInPage(
            email: "", staysSignedIn: false, problem: Complaint("sign_in.wait", ["minutes": "15"]), next: "", held: []),
        SignInPage(
            email: "", staysSignedIn: false, problem: Complaint("sign_in.expired"),
            next: "/p/a2b3c4d5e6/settings/sla", held: [HiddenField("held.normal.1", "8:00 <b>")]),
        SignInPage(
            email: "", staysSignedIn: false, problem: nil, next: "", held: [], notice: SignIn.Arrival.joined.words),
    ]

    /// As typed.
    let email: String
    let staysSignedIn: Bool
    /// Why one is here again: wrong words, too many tries, an expired session.
    let problem: Complaint?
    /// The address to return to; empty is Home.
    let next: String
    /// What was being submitted when the session ended, to be sent again afterwards.
    let held: [HiddenField]
    /// What has just been done, after which one signs in for the first time.
    var notice: Complaint?
}
