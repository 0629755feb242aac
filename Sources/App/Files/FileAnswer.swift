import Crypto
import HTTP
import Models

extension Response {
    /// A file that somebody once sent us. The browser shows it inside a page as the kind that its content is;
    /// asked for alone it is kept, and nothing in it runs either way. Its address has the hash of its content, so it
    /// never changes; it belongs to one organization, so only the browser itself may keep it.
    static func file(_ file: StoredFile, for request: Request) -> Response {
        let tag = EntityTag(Hex.encode(file.hash))
        var response = Response(
            .ok,
            headers: [
                "etag": tag.headerValue, "cache-control": "private, max-age=31536000, immutable",
                "vary": "Sec-Fetch-Dest, Cookie", "content-security-policy": "default-src 'none'; sandbox",
            ])
        // Whatever the table says, what does not begin like a picture is not sent as one.
        let isPicture = FileKind(of: file.content) == file.kind
        let isPart = ["image", nil].contains(request.headers["sec-fetch-dest"])
        response.headers["content-type"] = isPicture ? file.kind.type : "application/octet-stream"
        response.headers["content-disposition"] =
            isPicture && isPart ? ContentDisposition.inline(file.name) : ContentDisposition.attachment(file.name)
        if tag.matches(ifNoneMatch: request) {
            response.status = .notModified
        } else {
            response.body = file.content
        }
        return response
    }
}
