/// A media type: `text/html; charset=utf-8`.
package struct ContentType: Sendable, Equatable {
    /// Type and subtype in lower case, without parameters.
    package let essence: String
    /// In lower case, unquoted; nil when not named.
    package let charset: String?
    /// What stands between the parts of a form with files; nil when not named.
    package let boundary: String?

    /// Nil when the text is not a media type, names two character sets, or a boundary that none can be.
    package init?(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.withoutSpaces)
        let sides = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Headers.isTokenByte) }) else {
            return nil
        }
        var named: [String: String] = [:]
        for part in parts.dropFirst() where !part.isEmpty {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { return nil }
            let name = sides[0].lowercased()
            guard name == "charset" || name == "boundary" else { continue }
            guard named[name] == nil else { return nil }
            var value = sides[1]
            if value.utf8.count >= 2, value.utf8.first == 34, value.utf8.last == 34 {
                value = value.dropFirst().dropLast()
            }
            named[name] = String(value)
        }
        if let boundary = named["boundary"] {
            guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy(Self.isBoundaryByte) else {
                return nil
            }
        }
        essence = sides.joined(separator: "/").lowercased()
        charset = named["charset"]?.lowercased()
        boundary = named["boundary"]
    }

    package var isUTF8: Bool { charset == nil || charset == "utf-8" || charset == "utf8" }

    package var isHTML: Bool { essence == "text/html" }

    /// Gains by compression; pictures and archives do not.
    package var isText: Bool {
        essence.hasPrefix("text/") || essence.hasSuffix("+json") || essence.hasSuffix("+xml")
            || ["application/json", "application/javascript", "application/xml", "application/manifest+json"]
                .contains(essence)
    }

    /// Letters, digits and the signs of RFC 2046, without the space and what separates parameters.
    private static func isBoundaryByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "'()+_-./:=?".utf8.contains(byte)
        }
    }

    private static func withoutSpaces(_ text: Substring) -> Substring {
        var utf8 = text.utf8
        while let first = utf8.first, first == 32 || first == 9 { utf8 = utf8.dropFirst() }
        while let last = utf8.last, last == 32 || last == 9 { utf8 = utf8.dropLast() }
        return Substring(utf8)
    }
}
