package import Outbound

/// How mail leaves this installation.
package struct MailSettings: Sendable {
    /// nil where there is no server.
    package let server: SMTPClient.Server?
    package let from: MailAddress
    /// Where mails are written on loopback when there is no server.
    package let folder: String
    /// Whether anybody may make an organization.
    package let isSignUpOpen: Bool

    init?(_ read: inout SettingsReader) {
        let address = read.value("TAKT_SMTP_URL", "", as: SMTPAddress.self)
        let user = read.text("TAKT_SMTP_USER", "")
        let password = read.secret("TAKT_SMTP_PASSWORD")
        let authorities = read.text("TAKT_SMTP_AUTHORITIES", "")
        let from = read.value("TAKT_MAIL_FROM", "Takt <takt@localhost>", as: MailAddress.self)
        folder = read.text("TAKT_MAIL_FOLDER", ".local/mail")
        let signUp = read.value("TAKT_SIGN_UP", "closed", as: Choice<Door>.self)
        if user.isEmpty != (password == nil) {
            read.refuse("TAKT_SMTP_USER and TAKT_SMTP_PASSWORD belong together; set both or none")
        }
        guard let address, let from, let signUp else { return nil }
        self.from = from
        isSignUpOpen = signUp.word == .open
        server = address.host.map { host in
            var server = SMTPClient.Server(host: host, port: Int(address.port))
            server.isTLS = address.isTLS
            server.isLoopback = isLoopbackHost(host)
            server.user = user
            server.password = password?.reveal() ?? ""
            server.authorities = authorities.isEmpty ? nil : authorities
            return server
        }
        if server != nil, from.address.hasSuffix("@localhost") {
            read.refuse("TAKT_MAIL_FROM is not set; a mail server wants to know whom mail comes from")
        }
    }

    /// Where mail goes on an installation that is reached at that origin.
    package func way(_ origin: PublicOrigin) -> MailRoom.Way {
        server != nil ? .server : origin.isLoopback ? .folder(folder) : .none
    }
}

private enum Door: String, CaseIterable {
    case open, closed
}

/// `smtp://mail.example:587`, `smtps://mail.example`; empty for none.
struct SMTPAddress: SettingValue {
    let host: String?
    let port: UInt16
    let isTLS: Bool

    static let form = "an address such as smtp://mail.example:587 or smtps://mail.example"

    init?(setting: String) {
        isTLS = setting.hasPrefix("smtps://")
        guard !setting.isEmpty else {
            (host, port) = (nil, 0)
            return
        }
        guard isTLS || setting.hasPrefix("smtp://"),
            let (host, port) = hostAndPort(String(setting.dropFirst(isTLS ? 8 : 7)))
        else { return nil }
        self.host = host
        self.port = port ?? (isTLS ? 465 : 587)
    }
}

extension MailAddress: SettingValue {
    static let form = "an address such as Takt <takt@example.com>"

    init?(setting: String) { self.init(setting) }
}
