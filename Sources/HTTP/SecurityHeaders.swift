/// The header fields that every answer carries, set in one place. A handler that set one of them
/// itself (a download's sandbox, `no-referrer` on a page with a secret in its address) keeps its own.
package struct SecurityHeaders: Sendable {
    /// The site is reached by https from outside, so browsers are told to insist on it.
    package let isProduction: Bool

    package init(isProduction: Bool) { self.isProduction = isProduction }

    package func apply(to response: inout Response) {
        let isHTML = response.headers["content-type"].flatMap(ContentType.init)?.isHTML ?? false
        for (name, value) in isHTML ? page : other where response.headers[name] == nil {
            response.headers.append(name, value)
        }
        if isHTML {
            response.headers.add(element: "Cookie", to: "vary")
            response.headers.add(element: "Sec-Fetch-Site", to: "vary")
        }
    }

    /// The policy of a page; `formAction` adds a place where forms may lead (a payment provider).
    package func contentSecurityPolicy(formAction: String? = nil) -> String {
        [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
            "connect-src 'self'", "manifest-src 'self'",
            "form-action 'self'" + (formAction.map { " " + $0 } ?? ""),
            "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "require-trusted-types-for 'script'",
            "trusted-types 'none'", "report-uri /csp-report", "report-to csp",
        ].joined(separator: "; ") + (isProduction ? "; upgrade-insecure-requests" : "")
    }

    private var page: [(String, String)] {
        [
            ("content-security-policy", contentSecurityPolicy()),
            ("reporting-endpoints", "csp=\"/csp-report\""),
            ("x-frame-options", "DENY"),
            (
                "permissions-policy",
                "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
            ),
            ("origin-agent-cluster", "?1"),
        ] + common
    }

    private var other: [(String, String)] {
        [
            (
                "content-security-policy",
                "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
            ),
            ("x-frame-options", "DENY"),
            ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
            ("origin-agent-cluster", "?1"),
        ] + common
    }

    private var common: [(String, String)] {
        let always = [
            ("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"),
            ("x-permitted-cross-domain-policies", "none"), ("cache-control", "no-store"),
        ]
        return isProduction
            ? always + [("strict-transport-security", "max-age=63072000; includeSubDomains")] : always
    }
}
