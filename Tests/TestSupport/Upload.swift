import Crypto
import Foundation
package import HTTP

/// A file as somebody chooses it in a form.
package struct Upload: Sendable {
    package var name: String
    package var type: String
    package var content: [UInt8]

    package init(_ name: String, _ content: [UInt8], type: String = "image/png") {
        self.name = name
        self.type = type
        self.content = content
    }

    /// One of `Tests/Fixtures/pictures`.
    package static func picture(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appending(path: "Fixtures/pictures/\(name)")))
    }

    /// As browsers write a part: what may not stand in a name is escaped.
    func part(_ field: String) -> [UInt8] {
        let escaped = name.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "%22"
            case "\r": "%0D"
            case "\n": "%0A"
            default: String(scalar)
            }
        }.joined()
        let header =
            "Content-Disposition: form-data; name=\"\(field)\"; filename=\"\(escaped)\"\r\nContent-Type: \(type)"
        return Array("\(header)\r\n\r\n".utf8) + content
    }
}

extension Browser {
    /// Sends a form with a file as a page of this session would.
    package func upload(
        _ path: String, _ file: Upload?, field: String = "logo", token: String? = nil, headers: Headers = [:]
    ) async -> Response {
        await send(uploadRequest(path, file, field: field, token: token, headers: headers))
    }

    package func uploadRequest(
        _ path: String, _ file: Upload?, field: String = "logo", token: String? = nil, headers: Headers = [:]
    ) -> Request {
        let boundary = "----WebKitFormBoundaryx7Qz0pLk2Vd9Rt1B"
        var body: [UInt8] = []
        func add(_ part: [UInt8]) { body += Array("--\(boundary)\r\n".utf8) + part + Array("\r\n".utf8) }
        if let token = token ?? csrfKey.map({ CSRF.token(key: $0) }) {
            add(Array("Content-Disposition: form-data; name=\"csrf\"\r\n\r\n\(token)".utf8))
        }
        add((file ?? Upload("", [], type: "application/octet-stream")).part(field))
        body += Array("--\(boundary)--\r\n".utf8)
        var headers = headers
        headers["content-type"] = "multipart/form-data; boundary=\(boundary)"
        if headers["sec-fetch-site"] == nil { headers["sec-fetch-site"] = "same-origin" }
        return Request(.post, path, headers: headers, body: body)
    }
}
