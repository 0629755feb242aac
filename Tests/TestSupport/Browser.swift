package import App
import Crypto
import Foundation
package import HTTP
package import Models
import Synchronization

/// A browser in front of the site: it keeps cookies, sends what browsers send, and posts forms with the
/// token of the page unless a test takes that away.
package final class Browser: Sendable {
    package static let host = "127.0.0.1:8080"

    private let site: Site
    private let jar: Mutex<[String: String]>
    let csrfKey: [UInt8]?
    package let person: Person.ID?

    init(site: Site, cookies: [String: String], csrfKey: [UInt8]?, person: Person.ID?) {
        self.site = site
        jar = Mutex(cookies)
        self.csrfKey = csrfKey
        self.person = person
    }

    /// A browser that has never been here.
    package static func visitor(at site: Site) -> Browser {
        Browser(site: site, cookies: [:], csrfKey: nil, person: nil)
    }

    /// The same browser in front of another site over the same database.
    package func at(_ site: Site) -> Browser {
        Browser(site: site, cookies: cookies, csrfKey: csrfKey, person: person)
    }

    package var cookies: [String: String] { jar.withLock { $0 } }

    package func get(_ path: String, headers: Headers = [:]) async -> Response {
        await send(Request(.get, path, headers: headers))
    }

    /// Posts a form as a page of this session would. `token`: another one than the session's own.
    package func post(
        _ path: String, _ fields: KeyValuePairs<String, String> = [:], token: String? = nil, headers: Headers = [:]
    ) async -> Response {
        await submit(path, fields.map { ($0.key, $0.value) }, token: token, headers: headers)
    }

    /// The same with fields from somewhere else than the test's own text.
    package func submit(
        _ path: String, _ fields: [(key: String, value: String)], token: String? = nil, headers: Headers = [:]
    ) async -> Response {
        await send(request(path, fields, token: token, headers: headers))
    }

    /// A form as a page of this session would send it.
    package func request(
        _ path: String, _ fields: [(key: String, value: String)], token: String? = nil, headers: Headers = [:]
    ) -> Request {
        var pairs = fields.map { "\(PercentEncoding.encode($0.key))=\(PercentEncoding.encode($0.value))" }
        if let token = token ?? csrfKey.map({ CSRF.token(key: $0) }) {
            pairs.append("csrf=\(PercentEncoding.encode(token))")
        }
        var headers = headers
        if headers["content-type"] == nil { headers["content-type"] = "application/x-www-form-urlencoded" }
        if headers["sec-fetch-site"] == nil, headers["origin"] == nil { headers["sec-fetch-site"] = "same-origin" }
        return Request(.post, path, headers: headers, body: Array(pairs.joined(separator: "&").utf8))
    }

    /// The token in the first form of a page, for a browser that came without a session.
    package static func token(in response: Response) -> String? {
        let text = response.text
        guard let mark = text.range(of: "name=\"csrf\" value=\"") else { return nil }
        return String(text[mark.upperBound...].prefix { $0 != "\"" })
    }

    package func send(_ request: Request) async -> Response {
        var headers = request.headers
        if headers["host"] == nil { headers["host"] = Self.host }
        let cookie = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        if !cookie.isEmpty { headers["cookie"] = cookie }
        var sent = request
        sent.headers = headers
        sent.host = headers["host"] ?? ""
        sent.id = "test"
        let response = await site.respond(to: sent)
        for line in response.headers.all("set-cookie") { keep(line) }
        return response
    }

    private func keep(_ line: String) {
        let parts = line.split(separator: ";").map { $0.trimmingPrefix(" ") }
        guard let pair = parts.first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false),
            pair.count == 2
        else { return }
        let isGone = parts.contains { $0.lowercased() == "max-age=0" }
        jar.withLock { $0[String(pair[0])] = isGone ? nil : String(pair[1]) }
    }
}
