import Crypto
package import HTTP
package import Models
package import Web

/// What the site knows about one request besides the request: the session, the wishes of the reader.
/// Tied to the request by `Site.respond`; handlers reach it as `request.visit`.
package struct Visit: Sendable {
    /// nil for a visitor.
    package let session: Session?
    package let language: Language
    package let theme: Frame.Theme?
    package let menu: Frame.Menu
    /// Signs the hidden field of every form: the session's own key, or one made from the cookie that a
    /// browser holds before it signs in.
    package let csrfKey: [UInt8]
    /// A cookie that has to be set with the answer, because the browser came without one.
    package let newVisitorCookie: String?
    /// The session goes on under a new token, because its person gained a role.
    let newSessionCookie: SetCookie?
    /// The SHA-256 of the session cookie that came, valid or not.
    package let sessionTokenHash: [UInt8]?
    package let startedAt: UInt64

    package init(
        session: Session?, language: Language, theme: Frame.Theme?, menu: Frame.Menu, csrfKey: [UInt8],
        newVisitorCookie: String?, newSessionCookie: SetCookie? = nil, sessionTokenHash: [UInt8]?, startedAt: UInt64
    ) {
        self.session = session
        self.language = language
        self.theme = theme
        self.menu = menu
        self.csrfKey = csrfKey
        self.newVisitorCookie = newVisitorCookie
        self.newSessionCookie = newSessionCookie
        self.sessionTokenHash = sessionTokenHash
        self.startedAt = startedAt
    }

    /// The same visit once its person has signed in.
    func signed(in session: Session) -> Visit {
        Visit(
            session: session, language: session.language.flatMap(Language.init(rawValue:)) ?? language,
            theme: session.theme.flatMap(Frame.Theme.init(rawValue:)) ?? theme, menu: menu, csrfKey: session.csrfKey,
            newVisitorCookie: nil, sessionTokenHash: sessionTokenHash, startedAt: startedAt)
    }

    /// Who is calling, for the router.
    var caller: Caller {
        guard let session else { return .visitor }
        return Caller(
            person: PersonScope(person: session.person, isOperator: session.isOperator),
            member: session.membership?.barrier == nil ? session.membership?.member : nil,
            project: session.project?.access)
    }
}

extension Request {
    /// A browser asks for a page with it: the address bar, a link, a form. What runs in a page asks otherwise.
    var isOfPage: Bool { method == .get && ["document", nil].contains(headers["sec-fetch-dest"]) }
}

extension SetCookie {
    /// The session's cookie. A long session's outlives the browser.
    static func session(_ token: Token, isLong: Bool) -> SetCookie {
        SetCookie(CookieName.session, token.text, maxAge: isLong ? 30 * 86_400 : nil)
    }
}

extension Request {
    /// A visitor's when nothing was tied to it, as for hooks.
    package var visit: Visit {
        if let visit = attachment as? Visit { return visit }
        return Visit(
            session: nil, language: .standard, theme: nil, menu: .wide, csrfKey: [], newVisitorCookie: nil,
            sessionTokenHash: nil, startedAt: 0)
    }
}

/// The names of the cookies, all `__Host-`; `docs/http.md` lists what each is for.
enum CookieName {
    static let session: StaticString = "s"
    static let visitor: StaticString = "p"
    static let device: StaticString = "device"
    static let language: StaticString = "language"
    static let theme: StaticString = "theme"
    static let menu: StaticString = "nav"
}
