import Models
import Web

/// `Resources/templates/accounts/sessions.html`: where one is signed in.
struct SessionsPage: Page {
    static let template = "accounts/sessions.html"
    static let place = NavigationItem.sessions
    static let examples = [
        SessionsPage(
            sessions: [
                Session(
                    browser: "Firefox, Linux", address: "203.0.113.0/24", signedInAt: .example(hours: -50),
                    seenAt: .example(minutes: -1), isCurrent: true, revoke: "/account/sessions/1/end"),
                Session(
                    browser: "<Safari>, iPhone", address: "2001:db8::/48", signedInAt: .example(hours: -400),
                    seenAt: .example(hours: -20), isCurrent: false, revoke: "/account/sessions/2/end"),
            ], revokeOthers: "/account/sessions/others/end"),
        SessionsPage(
            sessions: [
                Session(
                    browser: "Chrome, Windows", address: "198.51.100.0/24", signedInAt: .example(minutes: -3),
                    seenAt: .example(minutes: 0), isCurrent: true, revoke: "/account/sessions/1/end")
            ], revokeOthers: nil),
    ]

    struct Session: Encodable {
        /// What the browser says it is.
        let browser: String
        /// The network it comes from, not the whole address.
        let address: String
        let signedInAt: Instant
        let seenAt: Instant
        let isCurrent: Bool
        /// Where a POST ends it.
        let revoke: String
    }

    let sessions: [Session]
    /// Where a POST ends all the others; nil when there are none.
    let revokeOthers: String?
}
