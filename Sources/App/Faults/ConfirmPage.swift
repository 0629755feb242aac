import Forms
import Web

/// `Resources/templates/faults/confirm.html`: asks before harm is done. Every act that cannot be taken back is
/// asked for this way: a GET at the address whose POST does it shows this page, and links to it are made with
/// `ask` of `kit.html`, so that with script a dialog asks with the same words. What could happen twice carries a
/// `version`, by which the second press is known. Texts are keys of the catalogue.
struct ConfirmPage: Page {
    static let template = "faults/confirm.html"
    static let examples = [
        ConfirmPage(
            action: "/p/a2b3c4d5e6/settings/connection/rotate", title: Complaint("connection.rotate_title"),
            text: Complaint("connection.rotate_text"), verb: Complaint("connection.rotate"),
            cancel: "/p/a2b3c4d5e6/settings/connection", version: "3", facts: []),
        ConfirmPage(
            action: "/account/sessions/others/end", title: Complaint("sessions.end_others_title"), text: nil,
            verb: Complaint("sessions.end_others"), cancel: "/account/sessions", version: nil,
            facts: [Fact(label: Complaint("sessions.title"), value: "<3>")]),
        ConfirmPage(
            action: "/o/a2b3c4d5e6/settings/members/x", title: Complaint("member.demote_title"),
            text: Complaint("member.demote_rep"), verb: Complaint("member.demote"),
            cancel: "/o/a2b3c4d5e6/settings/members/x", version: "2", facts: [],
            keep: Complaint("member.demote_keep"),
            losses: [Complaint("right.members.manage"), Complaint("right.projects.manage")],
            fields: [HiddenField("role", "rep"), HiddenField("projects", "<a2b3c4d5e6>")]),
    ]

    struct Fact: Encodable {
        let label: Complaint
        let value: String
    }

    /// Where a POST does it.
    let action: String
    let title: Complaint
    let text: Complaint?
    /// What the button says.
    let verb: Complaint
    /// Where the word that refuses leads.
    let cancel: String
    let version: String?
    /// What goes with it.
    let facts: [Fact]
    /// What the word says that leaves all as it is.
    var keep = Complaint("confirm.keep")
    /// What the person will no longer be allowed.
    var losses: [Complaint] = []
    /// What was typed and is sent again by the button.
    var fields: [HiddenField] = []
}
