import Crypto
import HTTP
import Models

extension Response {
    /// A file that somebody once sent us. The browser shows a picture inside a page as the kind that its content is;
    /// asked for alone it is kept, as every document is, and nothing in it runs either way. It belongs to one
    /// organization, so only the browser itself may keep it. `isForEver`: everybody there sees it, at an address with the
    /// hash of its content; the browser asks again for any other each time.
    static func file(_ file: StoredFile, isForEver: Bool, for request: Request) -> Response {
        let tag = EntityTag(Hex.encode(file.hash))
        var response = Response(
            .ok,
            headers: [
                "etag": tag.headerValue,
                "cache-control": isForEver ? "private, max-age=31536000, immutable" : "private, no-cache",
                "vary": "Sec-Fetch-Dest, Cookie", "content-security-policy": "default-src 'none'; sandbox",
            ])
        // Whatever the table says, what does not begin like a picture is not sent as one.
        let isMeantAsPicture = FileKind.pictures.contains(file.kind)
        let isPicture = isMeantAsPicture && FileKind(of: file.content) == file.kind
        let isPart = ["image", nil].contains(request.headers["sec-fetch-dest"])
        response.headers["content-type"] = isPicture || !isMeantAsPicture ? file.kind.type : "application/octet-stream"
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
