/// What a browser does with an answer that is a file (RFC 6266): keep it under a name, or show it.
package enum ContentDisposition {
    /// `name` in any language; programs that know ASCII alone read it with `_` for the rest.
    package static func attachment(_ name: String) -> String {
        "attachment; \(names(name))"
    }

    /// For pictures of known kinds only.
    package static func inline(_ name: String) -> String {
        "inline; \(names(name))"
    }

    /// Nothing of the name can end the value or begin another: it is ASCII letters, digits and `.-_ ` in
    /// one form and percent-encoded in the other.
    private static func names(_ name: String) -> String {
        let name = String(name.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(200))
        let plain = name.unicodeScalars.map { scalar -> String in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || " .-_".unicodeScalars.contains(scalar) ? String(scalar) : "_"
        }
        return "filename=\"\(plain.joined())\"; filename*=UTF-8''\(PercentEncoding.encode(name))"
    }
}
