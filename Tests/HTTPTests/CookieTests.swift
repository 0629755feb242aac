import HTTP
import Testing

struct CookieTests {
    @Test func `cookies are read by name`() {
        let request = Request(.get, "/", headers: ["cookie": "__Host-s=abc; theme=dark;x=a%20b"])
        #expect(request.cookies["__Host-s"] == "abc")
        #expect(request.cookies["theme"] == "dark")
        #expect(request.cookies["x"] == "a b")
        #expect(request.cookies["y"] == nil)
    }

    @Test func `a name that occurs twice counts as not sent, however often it comes`() {
        for line in ["s=1; s=2; t=3", "s=1; s=1; t=3", "s=1; s=2; s=3; t=3"] {
            let cookies = Request(.get, "/", headers: ["cookie": line]).cookies
            #expect(cookies["s"] == nil)
            #expect(cookies.refused == ["s"])
            #expect(cookies["t"] == "3")
        }
    }

    @Test func `two header lines are one list`() {
        var headers = Headers()
        headers.append("Cookie", "s=1")
        headers.append("cookie", "s=2")
        #expect(Cookies(headers)["s"] == nil)
    }

    @Test func `a header over 8 kB counts as none`() {
        let full = "s=" + String(repeating: "a", count: 8_190)
        #expect(Cookies(["cookie": full])["s"] != nil)
        let over = Cookies(["cookie": full + "a"])
        #expect(over["s"] == nil)
        #expect(over.isOversize)
    }

    @Test(arguments: ["", ";", "=", "=x", "a", "a b=c", "\u{0}=1", "s=%zz", "s=%00"])
    func `nonsense is no cookie`(line: String) {
        let cookies = Cookies(["cookie": line])
        #expect(cookies["s"] == nil)
        #expect(cookies[""] == nil)
    }

    @Test func `a cookie to set is locked to this host`() {
        var response = Response(.ok)
        response.set(SetCookie("s", "v=1;ü", maxAge: 60))
        response.set(.cleared("p"))
        response.set(SetCookie("theme", "dark", isHTTPOnly: false))
        #expect(
            response.headers.all("set-cookie") == [
                "__Host-s=v%3D1%3B%C3%BC; Path=/; Secure; SameSite=Lax; HttpOnly; Max-Age=60",
                "__Host-p=; Path=/; Secure; SameSite=Lax; HttpOnly; Max-Age=0",
                "__Host-theme=dark; Path=/; Secure; SameSite=Lax",
            ])
    }

    @Test func `what was set is read back`() {
        let value = "a;b=c \"ü\" %41\r\n"
        let cookie = SetCookie("s", value)
        let pair = cookie.headerValue.prefix { $0 != ";" }
        #expect(Cookies(["cookie": String(pair)])[cookie.name] == value)
    }
}
