/// The mark of one version of a page or file, so that a browser that has it need not fetch it again.
package struct EntityTag: Sendable, Equatable {
    /// Letters, digits and the like; no quotes.
    package let value: String

    package init(_ value: String) {
        self.value = String(decoding: value.utf8.filter { $0 > 32 && $0 != 34 && $0 < 127 }, as: UTF8.self)
    }

    package var headerValue: String { "\"\(value)\"" }

    /// Whether the client has this version: weak comparison, as RFC 9110 wants it for `If-None-Match`.
    package func matches(ifNoneMatch request: Request) -> Bool {
        request.headers.elements("if-none-match").contains { element in
            element == "*" || element == headerValue || element == "W/" + headerValue
        }
    }
}
