package enum Method: String, Sendable, CaseIterable {
    case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"

    /// Changes nothing, so it needs no CSRF proof.
    package var isSafe: Bool { self == .get || self == .head }
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
    /// The host and port the client asked for: the Host field, or what a trusted proxy said it was.
    package var host: String
    /// The client spoke TLS, which only a trusted proxy can tell.
    package var isSecure: Bool
    /// The body was longer than its path allows and `body` holds only its beginning: how long it was
    /// declared to be, or how much had come when reading stopped. Nil for a whole body.
    package var bodyOverflow: Int?
    /// What a form with files may hold; nil where its route takes none.
    package var uploads: MultipartForm.Limits?
    /// What its form or JSON body may hold.
    package var inputLimits = InputLimits.standard
    /// What the application ties to the request on its way: who is calling and how they like it.
    package var attachment: (any Sendable)?

    package init(
        _ method: Method, _ target: String, headers: Headers = [:], body: [UInt8] = [], address: String = "127.0.0.1",
        id: String = "", host: String? = nil, isSecure: Bool = false, bodyOverflow: Int? = nil
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? ""
        query = parts.count > 1 ? String(parts[1]) : ""
        self.headers = headers
        self.body = body
        self.address = address
        self.id = id
        self.host = host ?? headers["host"] ?? ""
        self.isSecure = isSecure
        self.bodyOverflow = bodyOverflow
    }
}

/// One answer, whole unless it streams. The server adds length, date and, where the client takes it, compression.
package struct Response: Sendable, Equatable {
    package var status: Status
    package var headers: Headers
    package var body: [UInt8]
    /// The same body compressed beforehand, for what is served often and never changes (static
    /// files): sent instead of `body` to a client that takes gzip.
    package var gzipBody: [UInt8]?
    /// Goes on after `body` for as long as it lasts; such an answer has no length.
    package var stream: ResponseStream?

    package init(_ status: Status, headers: Headers = [:], body: [UInt8] = [], gzipBody: [UInt8]? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
        self.gzipBody = gzipBody
    }

    package init(_ status: Status, headers: Headers = [:], text: String) {
        self.init(status, headers: headers, body: Array(text.utf8))
        if self.headers["content-type"] == nil { self.headers["content-type"] = "text/plain; charset=utf-8" }
    }

    package init(_ status: Status, headers: Headers = [:], json: JSON) {
        self.init(status, headers: headers, body: json.bytes)
        self.headers["content-type"] = "application/json"
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// After every POST that succeeded: reload is safe.
    package static func redirect(to location: String) -> Response {
        Response(.seeOther, headers: ["location": location])
    }

    /// What a program reads when a call failed (RFC 9457): `type` is a stable word, `detail` a sentence.
    package static func problem(_ status: Status, type: String, detail: String, id: String = "") -> Response {
        var members = [
            JSON.Member("type", .string(type)), JSON.Member("status", .number("\(status.code)")),
            JSON.Member("detail", .string(detail)),
        ]
        if !id.isEmpty { members.append(JSON.Member("instance", .string(id))) }
        var response = Response(status, json: .object(members))
        response.headers["content-type"] = "application/problem+json"
        return response
    }
}
