import CMicrohttpd
import HTTP

/// An answer ready for the wire: checked, compressed where that is wanted.
struct Reply: Sendable {
    var status: Status
    var headers: Headers
    var body: [UInt8]
    var stream: ResponseStream?

    /// An answer of the server's own.
    init(_ status: Status, headers: Headers = [:]) {
        self.status = status
        self.headers = headers
        self.headers["content-type"] = "text/plain; charset=utf-8"
        body = Array("\(status.code)\n".utf8)
    }

    init(_ response: Response, to request: Request, _ settings: ServerSettings) {
        if let fault = Self.fault(in: response) {
            settings.onFault("request \(request.id) \(request.method.rawValue) \(request.path): \(fault)")
            self.init(.internalServerError)
            response.stream?.leave()
        } else {
            self.init(response)
            stream = response.stream
            if stream == nil { compress(response, request, settings) }
            for name in ["content-length", "transfer-encoding", "date"] where headers[name] != nil {
                headers[name] = nil
            }
        }
    }

    private init(_ response: Response) {
        status = response.status
        headers = response.headers
        body = status.forbidsBody ? [] : response.body
    }

    /// What must not reach the wire: a line break in a value would be a header field of somebody else's.
    private static func fault(in response: Response) -> String? {
        guard (200...599).contains(response.status.code) else { return "status \(response.status.code)" }
        for field in response.headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(Headers.isTokenByte) else {
                return "a header field has a bad name"
            }
            guard field.value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }) else {
                return "the header field \(field.name) has a control character in its value"
            }
        }
        return nil
    }

    private mutating func compress(_ response: Response, _ request: Request, _ settings: ServerSettings) {
        guard !status.forbidsBody, headers["content-encoding"] == nil,
            response.gzipBody != nil || body.count > 1_024 && isText
        else { return }
        headers.add(element: "Accept-Encoding", to: "vary")
        guard Gzip.isAccepted(by: request.headers),
            let compressed = response.gzipBody ?? Gzip.compress(body, level: settings.gzipLevel)
        else { return }
        body = compressed
        headers["content-encoding"] = "gzip"
        // The tag named the plain bytes.
        if let tag = headers["etag"], tag.hasPrefix("\"") { headers["etag"] = "W/" + tag }
    }

    private var isText: Bool { headers["content-type"].flatMap(ContentType.init)?.isText ?? false }
}

extension Reply {
    /// Hands it to the library. `isLast` closes the connection after it.
    func queue(on connection: OpaquePointer, isLast: Bool) -> MHD_Result {
        let response =
            stream.map { Feed.response(of: $0, on: connection) }
            ?? body.withUnsafeBytes { bytes in
                MHD_create_response_from_buffer(
                    bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
            }
        guard let response else { return .NO }
        defer { MHD_destroy_response(response) }
        for field in headers.fields where field.name != "connection" {
            guard MHD_add_response_header(response, field.name, field.value) == .YES else { return .NO }
        }
        if isLast || headers["connection"] != nil {
            guard MHD_add_response_header(response, "connection", "close") == .YES else { return .NO }
        }
        return MHD_queue_response(connection, UInt32(status.code), response)
    }

    /// The whole answer as bytes, for a connection that the library can only be told to drop.
    var bytes: [UInt8] {
        var text = "HTTP/1.1 \(status.code) \(String(cString: MHD_get_reason_phrase_for(UInt32(status.code))))\r\n"
        for field in headers.fields { text += "\(field.name): \(field.value)\r\n" }
        text += "connection: close\r\ncontent-length: \(body.count)\r\n\r\n"
        return Array(text.utf8) + body
    }
}
