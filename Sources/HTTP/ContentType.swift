/// A media type: `text/html; charset=utf-8`.
package struct ContentType: Sendable, Equatable {
    /// Type and subtype in lower case, without parameters.
    package let essence: String
    /// In lower case, unquoted; nil when not named.
    package let charset: String?

    /// Nil when the text is not a media type or names two character sets.
    package init?(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.withoutSpaces)
        let sides = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Headers.isTokenByte) }) else {
            return nil
        }
        var charset: String?
        for part in parts.dropFirst() where !part.isEmpty {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { return nil }
            guard sides[0].lowercased() == "charset" else { continue }
            guard charset == nil else { return nil }
            var value = sides[1]
            if value.utf8.count >= 2, value.utf8.first == 34, value.utf8.last == 34 {
                value = value.dropFirst().dropLast()
            }
            charset = value.lowercased()
        }
        essence = sides.joined(separator: "/").lowercased()
        self.charset = charset
    }

    package var isUTF8: Bool { charset == nil || charset == "utf-8" || charset == "utf8" }

    package var isHTML: Bool { essence == "text/html" }

    /// Gains by compression; pictures and archives do not.
    package var isText: Bool {
        essence.hasPrefix("text/") || essence.hasSuffix("+json") || essence.hasSuffix("+xml")
            || ["application/json", "application/javascript", "application/xml", "application/manifest+json"]
                .contains(essence)
    }

    private static func withoutSpaces(_ text: Substring) -> Substring {
        var utf8 = text.utf8
        while let first = utf8.first, first == 32 || first == 9 { utf8 = utf8.dropFirst() }
        while let last = utf8.last, last == 32 || last == 9 { utf8 = utf8.dropLast() }
        return Substring(utf8)
    }
}
