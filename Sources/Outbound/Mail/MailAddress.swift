/// Whom mail comes from: an address with or without a name, as in `Takt <takt@dubok.example>`.
package struct MailAddress: Sendable, Equatable {
    /// Empty where there is none.
    package let name: String
    package let address: String

    /// nil for anything that is no address with an ASCII domain.
    package init?(_ text: String) {
        var name = ""
        var address = text[...]
        if let start = text.firstIndex(of: "<"), text.hasSuffix(">") {
            name = String(text[..<start].filter { $0 != "\"" })
            address = text[text.index(after: start)...].dropLast()
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, MailAddress.isEnvelope(String(address)),
            !parts[1].isEmpty, parts[1].utf8.allSatisfy(MailAddress.isHostByte),
            !name.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
        else { return nil }
        while name.last == " " { name.removeLast() }
        self.name = name
        self.address = String(address)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// What stands behind the `@`.
    var domain: Substring { address.drop { $0 != "@" }.dropFirst() }

    /// As the `From` field says it.
    var headerValue: String {
        if name.isEmpty { return "<\(address)>" }
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: " ")
        }
        return "\(isPlain ? name : EncodedWords.encoded(name)) <\(address)>"
    }

    /// Whether an address may stand between the brackets of an SMTP command: nothing that could end them or the line.
    static func isEnvelope(_ address: String) -> Bool {
        address.utf8.count <= 254 && address.contains("@")
            && address.unicodeScalars.allSatisfy { scalar in
                scalar.value > 32 && scalar.value != 127 && !"<>\\\"".unicodeScalars.contains(scalar)
                    && !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
            }
    }
}
