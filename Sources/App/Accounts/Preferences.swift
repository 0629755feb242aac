import Forms
import HTTP
import Models
import Store
import Web

/// Language, theme and width of the menu: a click anywhere, signed in or not. Kept in a cookie, and with
/// the person when there is one.
struct Preferences: Feature {
    static let language = Path("/preferences/language")
    static let theme = Path("/preferences/theme")
    static let menu = Path("/preferences/nav")

    let services: Services

    var routes: [Route] {
        [
            Route(.post, open: Self.language, setLanguage),
            Route(.post, open: Self.theme, setTheme),
            Route(.post, open: Self.menu, setMenu),
        ]
    }

    func setLanguage(_ visitor: Visitor, _ request: Request) async throws -> Response {
        let input = try request.input()
        guard let language = input["language"].flatMap(Language.init(rawValue:)) else { throw NotVisible() }
        if let person = visitor.person {
            try await services.store.savePreference(language: language.rawValue, theme: nil, of: person)
        }
        return back(input, with: SetCookie(CookieName.language, language.rawValue, maxAge: year))
    }

    /// `light`, `dark`, or `system`, which forgets the choice.
    func setTheme(_ visitor: Visitor, _ request: Request) async throws -> Response {
        let input = try request.input()
        let theme = input["theme"].flatMap(Frame.Theme.init(rawValue:))
        if let person = visitor.person {
            try await services.store.savePreference(language: nil, theme: theme?.rawValue ?? "", of: person)
        }
        return back(
            input,
            with: theme.map { SetCookie(CookieName.theme, $0.rawValue, maxAge: year) } ?? .cleared(CookieName.theme))
    }

    func setMenu(_ visitor: Visitor, _ request: Request) async throws -> Response {
        let input = try request.input()
        let menu = input["nav"].flatMap(Frame.Menu.init(rawValue:)) ?? .wide
        return back(input, with: SetCookie(CookieName.menu, menu.rawValue, maxAge: year))
    }

    private let year = 365 * 86_400

    private func back(_ input: Input, with cookie: SetCookie) -> Response {
        let address = ReturnAddress.own(input["next"] ?? "")
        var response = Response.redirect(to: address.isEmpty ? "/" : address)
        response.set(cookie)
        return response
    }
}
