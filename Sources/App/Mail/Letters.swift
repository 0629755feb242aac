import Crypto
import FoundationEssentials
import Models
import Store
import Templates
import Web

extension Services {
    /// A letter to be posted with a change. `page`: where its button leads; `secretPage`: the same where the
    /// address holds a token, which is sealed until the mail is sent. `lifetime` in seconds.
    func letter(
        _ kind: Letter.Kind, to recipient: String, in language: Language, _ fields: [String: String] = [:],
        page: String? = nil, secretPage: String? = nil, lifetime: Int? = nil
    ) throws -> Letter {
        let id: Mail.ID = outside.newID()
        let sealed = try secretPage.map { try ring.seal(Array($0.utf8), in: .mailPath(of: id)) }
        return Letter(
            id: id, kind: kind, recipient: recipient, language: language.rawValue, fields: fields,
            link: sealed.map { .sealed($0) } ?? page.map { .open($0) }, lifetime: lifetime)
    }

    /// The words of a posted mail in the recipient's language. Links begin with the configured origin, whatever
    /// any request said.
    func page(of mail: PostedMail) throws -> LetterPage {
        guard let kind = Letter.Kind(rawValue: mail.kind), let language = Language(rawValue: mail.language) else {
            throw UnknownLetter(kind: mail.kind)
        }
        let path: String? =
            switch mail.link {
            case .open(let path): path
            case .sealed(let bytes):
                String(decoding: try ring.open(bytes, in: .mailPath(of: mail.id)), as: UTF8.self)
            case nil: nil
            }
        func say(_ part: String) throws -> String {
            try room.catalogue.text("mail.\(kind.rawValue).\(part)", in: language, mail.fields)
        }
        return LetterPage(
            subject: try say("subject"), paragraphs: try say("text").split(separator: "\n").map(String.init),
            link: try path.map { LetterPage.Link(label: try say("button"), address: "\(origin)\($0)") },
            note: try say("note"), origin: "\(origin)")
    }

    /// The HTML body of a mail.
    func html(of page: LetterPage, in language: Language) throws -> String {
        let reader = Reader(language: language, zone: "UTC", offset: { _ in 0 }, now: outside.now(), csrf: "")
        let bytes = try templates.render(
            LetterPage.template, Value(encoding: Framed(page, in: Frame(language: language))), ambient: reader)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A mail whose sentences this version of the program does not know.
struct UnknownLetter: Error {
    let kind: String
}

extension SecretPlace {
    static func mailPath(of mail: Mail.ID) -> SecretPlace {
        SecretPlace(table: "mails", column: "sealed_path", organization: mail.rawValue, row: mail.rawValue)
    }
}
