/// The cookies of one request. What is ambiguous counts as not sent: a header over 8 kB as a whole, and
/// a name that occurs twice (a neighbour host or an attacker planted one of them).
package struct Cookies: Sendable, Equatable {
    package static let headerLimit = 8_192

    private var values: [String: String] = [:]
    /// Names that were sent but not believed; whoever owns one should clear it.
    package private(set) var refused: Set<String> = []
    /// The whole header was longer than the limit.
    package private(set) var isOversize = false

    package init(_ headers: Headers) {
        let lines = headers.all("cookie")
        guard lines.reduce(0, { $0 + $1.utf8.count }) <= Self.headerLimit else {
            isOversize = true
            return
        }
        for line in lines {
            for pair in line.utf8.split(separator: UInt8(ascii: ";")) { read(pair) }
        }
    }

    package subscript(_ name: String) -> String? { values[name] }

    private mutating func read(_ pair: Substring.UTF8View) {
        let pair = pair.drop { $0 == 32 || $0 == 9 }
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), equals > pair.startIndex else { return }
        let left = pair[..<equals]
        guard left.allSatisfy(Headers.isTokenByte) else { return }
        let name = String(Substring(left))
        guard !refused.contains(name) else { return }
        guard values[name] == nil, let value = PercentEncoding.decode(pair[pair.index(after: equals)...]) else {
            values[name] = nil
            refused.insert(name)
            return
        }
        values[name] = value
    }
}

/// A cookie to set: always `__Host-`, Secure, SameSite=Lax and for the whole site, so that no neighbour
/// host can plant or read it.
package struct SetCookie: Sendable, Equatable {
    /// With the `__Host-` in front.
    package let name: String
    package let value: String
    /// Seconds; nil until the browser is closed.
    package let maxAge: Int?
    /// Scripts cannot read it. False only for what a script of ours must read.
    package let isHTTPOnly: Bool

    package init(_ name: StaticString, _ value: String, maxAge: Int? = nil, isHTTPOnly: Bool = true) {
        self.name = Self.fullName(name)
        self.value = value
        self.maxAge = maxAge
        self.isHTTPOnly = isHTTPOnly
    }

    /// `__Host-` and the name: what `Request.cookies` knows it by.
    package static func fullName(_ name: StaticString) -> String { "__Host-\(name)" }

    package static func cleared(_ name: StaticString) -> SetCookie { SetCookie(name, "", maxAge: 0) }

    package var headerValue: String {
        var text = "\(name)=\(PercentEncoding.encode(value)); Path=/; Secure; SameSite=Lax"
        if isHTTPOnly { text += "; HttpOnly" }
        if let maxAge { text += "; Max-Age=\(max(0, maxAge))" }
        return text
    }
}

extension Request {
    package var cookies: Cookies { Cookies(headers) }
}

extension Response {
    package mutating func set(_ cookie: SetCookie) {
        headers.append("set-cookie", cookie.headerValue)
    }
}
