import Web

/// `Resources/templates/mail/letter.html`: what a mail says, as its HTML shows it; `text` says the same plainly.
struct LetterPage: Page {
    static let template = "mail/letter.html"
    static let examples = [
        LetterPage(
            subject: "A new password for Takt", paragraphs: ["Hello Олена <b>,", "somebody asked for a new password."],
            link: Link(label: "Choose a new password", address: "https://takt.example/password/reset/k3y"),
            note: "The link works for 20 minutes.", origin: "https://takt.example"),
        LetterPage(
            subject: "Ваш пароль змінено", paragraphs: ["Вітаємо!"], link: nil, note: "Це були не ви?",
            origin: "https://takt.example"),
    ]

    struct Link: Encodable {
        let label: String
        /// Whole, with the origin of the settings.
        let address: String
    }

    let subject: String
    let paragraphs: [String]
    let link: Link?
    let note: String
    /// The installation it comes from.
    let origin: String

    var text: String {
        let button = link.map { ["\($0.label):\n\($0.address)"] } ?? []
        return (paragraphs + button + [note, "-- \n\(origin)"]).joined(separator: "\n\n") + "\n"
    }
}
