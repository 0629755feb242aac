import Crypto
import FoundationEssentials
import HTTP
package import Web

/// Stylesheet, script and pictures, held in memory with their compressed form. Their addresses change
/// with their content, so a browser keeps them for ever.
package struct StaticFiles: Sendable {
    package static let prefix = "/assets/"

    private struct File {
        let type: String
        let bytes: [UInt8]
        let compressed: [UInt8]?
        let tag: EntityTag
    }

    private let files: [String: File]

    /// `compress`: gzip, or nil where it does not pay.
    package init(_ assets: Assets, compress: (_ bytes: [UInt8]) -> [UInt8]?) {
        files = Dictionary(
            uniqueKeysWithValues: assets.files.values.map { file in
                let bytes = [UInt8](file.bytes)
                let tag = EntityTag(Hex.encode(Array(SHA256.hash(bytes).prefix(12))))
                return (file.path, File(type: file.type, bytes: bytes, compressed: compress(bytes), tag: tag))
            })
    }

    func respond(to request: Request) -> Response {
        guard request.method.isSafe else {
            return Response(.methodNotAllowed, headers: ["allow": "GET, HEAD"], text: "Only GET.\n")
        }
        guard let file = files[request.path] else { return Response(.notFound, text: "No such file.\n") }
        var response = Response(
            .ok, headers: ["content-type": file.type, "etag": file.tag.headerValue], body: file.bytes)
        response.gzipBody = file.compressed
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        if file.tag.matches(ifNoneMatch: request) {
            response.status = .notModified
            response.body = []
            response.gzipBody = nil
        }
        return response
    }
}
