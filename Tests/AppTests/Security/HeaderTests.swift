import App
import Foundation
import HTTP
import Models
import TestSupport
import Testing
import Web

/// T-HDR: every answer of every route carries the header fields of the house.
struct HeaderTests {
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
        connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
        object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp-report; \
        report-to csp
        """
    private static let common = [
        "x-content-type-options": "nosniff", "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin", "x-frame-options": "DENY",
        "x-permitted-cross-domain-policies": "none", "origin-agent-cluster": "?1",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ]

    private static func check(_ answer: Response, _ name: String, isSecret: Bool = false, isAsset: Bool = false) {
        for (field, value) in common { #expect(answer.headers.all(field) == [value], "\(name): \(field)") }
        #expect(
            answer.headers.all("referrer-policy") == [isSecret ? "no-referrer" : "same-origin"],
            "\(name): referrer-policy")
        let isPage = answer.headers["content-type"]?.hasPrefix("text/html") == true
        let bare = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
        #expect(answer.headers.all("content-security-policy") == [isPage ? policy : bare], "\(name): policy")
        #expect((answer.headers["reporting-endpoints"] == "csp=\"/csp-report\"") == isPage, "\(name): reporting")
        if isPage { #expect(answer.headers.elements("vary") == ["Cookie", "Sec-Fetch-Site"], "\(name): vary") }
        #expect(
            answer.headers.all("cache-control") == [isAsset ? "public, max-age=31536000, immutable" : "no-store"],
            "\(name): cache-control")
        #expect(answer.headers["server-timing"]?.hasPrefix("app;dur=") == true, "\(name): server-timing")
        for field in ["server", "x-powered-by", "access-control-allow-origin", "strict-transport-security"] {
            #expect(answer.headers[field] == nil, "\(name): \(field)")
        }
        if !answer.body.isEmpty { #expect(answer.headers["content-type"] != nil, "\(name): content-type") }
    }

    @Test func `every route, allowed, denied, missing or malformed, answers with all of them`() async throws {
        let shop = try await TestSite()
        let link = "\(PublicID(random: Array(0..<10)).rawValue)"
        let browsers = [shop.visitor(), try await shop.signIn(as: .viewer), try await shop.signIn(as: .admin)]
        for route in shop.site.router.routes {
            let place = route.pattern.text.hasPrefix("/o/") ? shop.organizationPublicID : shop.projectPublicID
            for path in [route.pattern.text.filled([place.rawValue, "1"]), route.pattern.text.filled([link, "x"])] {
                for browser in browsers {
                    let name = "\(route.method.rawValue) \(path)"
                    let answer =
                        route.method == .get
                        ? await browser.get(path)
                        : await browser.post(path, token: Browser.token(in: await browser.get("/login")))
                    let isSecret = [
                        "/setup/", "/password/reset/", "/sign-up/confirm/", "/email/confirm/", "/invitation/",
                        "/calendar/",
                    ].contains(where: path.hasPrefix)
                    Self.check(answer, "\(name) → \(answer.status.code)", isSecret: isSecret)
                    let forged = await browser.send(Request(.post, path))
                    Self.check(forged, "forged \(name) → \(forged.status.code)", isSecret: isSecret)
                }
            }
        }
    }

    @Test func `answers outside the routes carry them, too`() async throws {
        let shop = try await TestSite()
        let browser = shop.visitor()
        let text: Headers = ["content-type": "text/plain", "sec-fetch-site": "same-origin"]
        let big = Request(
            .post, "/login", headers: ["host": Browser.host, "content-type": "application/x-www-form-urlencoded"],
            bodyOverflow: 2_000_000)
        let asked: [(Request, Status)] = [
            (Request(.get, "/nothing/here"), .notFound), (Request(.delete, "/login"), .methodNotAllowed),
            (Request(.get, "/login", host: "elsewhere.example"), .misdirected),
            (Request(.post, "/login", headers: text, body: [1]), .unsupportedMediaType), (big, .contentTooLarge),
            (Request(.get, "/assets/none.css"), .notFound), (Request(.post, "/assets/none.css"), .methodNotAllowed),
            (Request(.head, "/login"), .ok), (Request(.get, "/login?next=%zz"), .badRequest),
        ]
        for (request, status) in asked {
            let answer =
                request.host.isEmpty ? await browser.send(request) : await shop.site.respond(to: request)
            #expect(answer.status == status, "\(request.method.rawValue) \(request.path)")
            Self.check(answer, "\(request.method.rawValue) \(request.path) → \(answer.status.code)")
        }
        let page = await browser.get("/login").text
        let start = try #require(page.range(of: "/assets/"))
        let asset = String(page[start.lowerBound...].prefix { $0 != "\"" })
        let answer = await browser.get(asset)
        #expect(answer.status == .ok)
        Self.check(answer, asset, isAsset: true)
    }

    @Test func `the host is asked for on every address but the two probes`() async throws {
        let shop = try await TestSite()
        for path in ["/login", "/setup/abcz", "/hooks/keycrm/abcdefghjz/abcz", "/o/abcdefghjz", "/z", "/nothealthz"] {
            let answer = await shop.site.respond(to: Request(.get, path, headers: ["host": "elsewhere.example"]))
            #expect(answer.status == .misdirected, "\(path)")
        }
        for path in ["/healthz", "/readyz"] {
            #expect(await shop.site.respond(to: Request(.get, path, headers: ["host": "10.0.0.7"])).status == .ok)
        }
    }

    @Test func `leaving empties cache and storage; a page with a secret in its address sends no referrer`() async throws
    {
        let shop = try await TestSite()
        let left = try await shop.signIn(as: .viewer).post("/logout")
        #expect(left.headers["clear-site-data"] == "\"cache\", \"storage\"")
        let visitor = shop.visitor()
        let link = try await shop.newSetupLink()
        let shown = await visitor.get(link)
        Self.check(shown, "setup", isSecret: true)
        let refused = await visitor.post(link, ["name": ""], token: Browser.token(in: shown))
        #expect(refused.status == .unprocessable)
        Self.check(refused, "setup with errors", isSecret: true)
        Self.check(await visitor.post(link, ["name": "x"], token: "wrong"), "setup out of date", isSecret: true)
    }
}
