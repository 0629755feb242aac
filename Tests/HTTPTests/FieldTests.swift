import HTTP
import Testing

struct FieldTests {
    @Test func `a media type is read with its parameters`() {
        let type = ContentType("Text/HTML ; Charset=\"UTF-8\"; x=y")
        #expect(type?.essence == "text/html")
        #expect(type?.charset == "utf-8")
        #expect(type?.isHTML == true)
        #expect(ContentType("application/problem+json")?.isText == true)
        #expect(ContentType("image/png")?.isText == false)
    }

    @Test(arguments: [
        "", "/", "text", "text/", "/html", "te xt/html", "text/html/x", "a/b; charset=a; charset=b", "a/b; c",
    ])
    func `what is no media type is none`(text: String) {
        #expect(ContentType(text) == nil)
    }

    @Test func `an entity tag matches weakly and in a list`() {
        let tag = EntityTag("abc\"\r\n1")
        #expect(tag.headerValue == "\"abc1\"")
        func matches(_ value: String) -> Bool {
            tag.matches(ifNoneMatch: Request(.get, "/", headers: ["if-none-match": value]))
        }
        #expect(matches("\"abc1\""))
        #expect(matches("W/\"abc1\""))
        #expect(matches("\"x\", \"abc1\""))
        #expect(matches("*"))
        #expect(!matches("abc1"))
        #expect(!matches("\"abc\""))
        #expect(!tag.matches(ifNoneMatch: Request(.get, "/")))
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
            (-5, "Thu, 01 Jan 1970 00:00:00 GMT"), (.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String)])
    func `dates are printed as HTTP wants them`(second: Int64, text: String) {
        #expect(HTTPDate.text(second: second) == text)
    }

    @Test func `elements are added to a list once`() {
        var headers: Headers = ["vary": "Cookie , accept-encoding"]
        headers.add(element: "Accept-Encoding", to: "vary")
        #expect(headers["vary"] == "Cookie , accept-encoding")
        headers.add(element: "Origin", to: "vary")
        #expect(headers["vary"] == "Cookie, accept-encoding, Origin")
    }

    @Test func `a page carries every protecting field`() {
        var response = Response(.ok, headers: ["content-type": "text/html; charset=utf-8"])
        SecurityHeaders(isProduction: true).apply(to: &response)
        let headers = response.headers
        let policy = headers["content-security-policy"] ?? ""
        for part in [
            "default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
            "form-action 'self'",
            "trusted-types 'none'", "upgrade-insecure-requests",
        ] {
            #expect(policy.contains(part))
        }
        #expect(!policy.contains("unsafe"))
        #expect(headers["strict-transport-security"] == "max-age=63072000; includeSubDomains")
        #expect(headers["x-content-type-options"] == "nosniff")
        #expect(headers["referrer-policy"] == "same-origin")
        #expect(headers["cross-origin-opener-policy"] == "same-origin")
        #expect(headers["cross-origin-resource-policy"] == "same-origin")
        #expect(headers["x-frame-options"] == "DENY")
        #expect(headers["cache-control"] == "no-store")
        #expect(headers["vary"] == "Cookie, Sec-Fetch-Site")
    }

    @Test func `on loopback nothing insists on https, and a handler's own fields stay`() {
        var response = Response(
            .ok, headers: ["content-type": "text/html", "referrer-policy": "no-referrer", "cache-control": "private"])
        SecurityHeaders(isProduction: false).apply(to: &response)
        #expect(response.headers["strict-transport-security"] == nil)
        #expect(response.headers["content-security-policy"]?.contains("upgrade") == false)
        #expect(response.headers.all("referrer-policy") == ["no-referrer"])
        #expect(response.headers.all("cache-control") == ["private"])
    }

    @Test func `what is no page runs nothing`() {
        var response = Response(.ok, json: ["a": 1])
        SecurityHeaders(isProduction: false).apply(to: &response)
        #expect(response.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
        #expect(response.headers["vary"] == nil)
    }

    @Test func `a problem is JSON with a stable word`() throws {
        let response = Response.problem(.conflict, type: "stale", detail: "Somebody was faster.", id: "r1")
        #expect(response.headers["content-type"] == "application/problem+json")
        let json = try JSON(parsing: response.body)
        #expect(json["type"]?.string == "stale")
        #expect(json["instance"]?.string == "r1")
    }
}
