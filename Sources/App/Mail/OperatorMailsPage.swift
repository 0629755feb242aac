import Forms
import Models
import Web

/// `Resources/templates/mail/mails.html`: the newest hundred mails, or those of one state.
struct OperatorMailsPage: Page {
    static let template = "mail/mails.html"
    static let place = NavigationItem.operatorMails
    static let examples = [
        OperatorMailsPage(
            state: nil,
            rows: Letter.Kind.allCases.map { Row(.example($0.rawValue, .sent, "250 OK")) } + [
                Row(.example("password_reset", .failed, "550 no such <user>")),
                Row(.example("nobody", .sent, "nobody has this address: nothing was sent")),
                Row(.example("of_another_version", .waiting, nil)),
            ]),
        OperatorMailsPage(state: .failed, rows: []),
    ]

    struct Tab: Encodable {
        let path: String
        /// `all`, `waiting`, `sent` or `failed`.
        let name: String
        let isCurrent: Bool
    }

    struct Row: Encodable {
        /// What it is about; nil for a kind that this version of the program does not know.
        let subject: Complaint?
        let kind, recipient, state: String
        let attempts: Int
        /// In the mail server's words.
        let outcome: String
        let postedAt: Instant
        /// When it ended, or will be tried again.
        let at: Instant

        init(_ mail: MailSummary) {
            let known = Letter.Kind(rawValue: mail.kind)
            subject = known.map(Self.subject)
            (kind, recipient, state) = (mail.kind, mail.recipient, mail.state.rawValue)
            (attempts, outcome) = (mail.attempts, mail.outcome ?? "")
            (postedAt, at) = (mail.postedAt, mail.at)
        }

        /// What a mail's subject names is not kept.
        private static func subject(of kind: Letter.Kind) -> Complaint {
            switch kind {
            case .passwordResetOfNobody: Complaint("mails.nobody")
            case .invitation: Complaint("mails.invitation")
            default: Complaint("mail.\(kind.rawValue).subject")
            }
        }
    }

    let tabs: [Tab]
    let rows: [Row]

    init(state: MailSummary.State?, rows: [Row]) {
        let all = Tab(path: OperatorMails.list(), name: "all", isCurrent: state == nil)
        tabs =
            [all]
            + MailSummary.State.allCases.map {
                Tab(path: "\(OperatorMails.list())?state=\($0.rawValue)", name: $0.rawValue, isCurrent: $0 == state)
            }
        self.rows = rows
    }
}

extension MailSummary {
    fileprivate static func example(_ kind: String, _ state: State, _ outcome: String?) -> MailSummary {
        MailSummary(
            id: Mail.ID(at: .example(minutes: 0), random: []), kind: kind, recipient: "olena@dubok.example",
            state: state, attempts: 1, outcome: outcome, postedAt: .example(minutes: -3), at: .example(minutes: 0))
    }
}
