package enum Method: String, Sendable, CaseIterable {
    case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"

    /// Changes nothing, so it needs no CSRF proof.
    package var isSafe: Bool { self == .get || self == .head }
}

package struct Status: Equatable, Sendable {
    package let code: Int

    package init(code: Int) { self.code = code }

    package static let ok = Status(code: 200)
    package static let created = Status(code: 201)
    package static let noContent = Status(code: 204)
    package static let seeOther = Status(code: 303)
    package static let notModified = Status(code: 304)
    package static let badRequest = Status(code: 400)
    package static let unauthorized = Status(code: 401)
    package static let forbidden = Status(code: 403)
    package static let notFound = Status(code: 404)
    package static let methodNotAllowed = Status(code: 405)
    package static let conflict = Status(code: 409)
    package static let contentTooLarge = Status(code: 413)
    package static let unsupportedMediaType = Status(code: 415)
    package static let misdirected = Status(code: 421)
    package static let unprocessable = Status(code: 422)
    package static let tooManyRequests = Status(code: 429)
    package static let internalServerError = Status(code: 500)
    package static let notImplemented = Status(code: 501)
    package static let unavailable = Status(code: 503)
}

/// One request as the server read it: framing checked, nothing else believed.
package struct Request: Sendable {
    package let method: Method
    /// The path as sent, undecoded, without the query: `/p/a1b2c3d4e5/orders`.
    package let path: String
    /// The query as sent, undecoded, without `?`; empty when there is none.
    package let query: String
    package var headers: Headers
    package var body: [UInt8]
    /// The address of the peer, or what a trusted proxy said it was.
    package var address: String
    /// Made by the server for each request; stands in every log line about it.
    package var id: String

    package init(
        _ method: Method, _ target: String, headers: Headers = [:], body: [UInt8] = [], address: String = "127.0.0.1",
        id: String = ""
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? ""
        query = parts.count > 1 ? String(parts[1]) : ""
        self.headers = headers
        self.body = body
        self.address = address
        self.id = id
    }
}

package struct Response: Sendable, Equatable {
    package var status: Status
    package var headers: Headers
    package var body: [UInt8]

    package init(_ status: Status, headers: Headers = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(_ status: Status, headers: Headers = [:], text: String) {
        self.init(status, headers: headers, body: Array(text.utf8))
        if self.headers["content-type"] == nil { self.headers["content-type"] = "text/plain; charset=utf-8" }
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// After every POST that succeeded: reload is safe.
    package static func redirect(to location: String) -> Response {
        Response(.seeOther, headers: ["location": location])
    }
}
