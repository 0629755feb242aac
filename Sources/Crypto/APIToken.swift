/// The secret a program calls with: `takt_live_3k5m7p9r2t4v_<43 characters>_<6 characters>`. The twelve
/// characters are public and name the row; the last six are a checksum of all before them, so that a typing
/// error and a leaked token are told without asking the database. It is shown once and kept as a hash.
package struct APIToken: Sendable, CustomStringConvertible {
    private static let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz".utf8)
    private static let idLength = 12, checksumLength = 6

    /// The public part.
    package let id: String
    private let secret: [UInt8]
    /// With the checksum.
    package let text: String

    /// `environment`: a word that tells whoever finds one where it belongs; `live` or `test`.
    package static func make(for environment: StaticString) -> APIToken {
        let id = letters(RandomBytes.make(idLength))
        let secret = RandomBytes.make(32)
        let body = "takt_\(environment)_\(id)_\(Base64URL.encode(secret))"
        return APIToken(id: id, secret: secret, text: "\(body)_\(checksum(of: body))")
    }

    /// Nil for anything that is not one of ours in form.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        // The secret's alphabet has `_` in it, so the end is cut by length.
        let tail = 1 + Self.idLength + 1 + 43 + 1 + Self.checksumLength
        guard (tail + 6...tail + 13).contains(bytes.count) else { return nil }
        let head = bytes.dropLast(tail)
        func part(_ from: Int, _ length: Int) -> String {
            String(decoding: bytes[(head.count + from)..<(head.count + from + length)], as: UTF8.self)
        }
        let body = String(decoding: bytes.dropLast(Self.checksumLength + 1), as: UTF8.self)
        let environment = head.dropFirst(5)
        guard head.starts(with: "takt_".utf8), environment.allSatisfy({ (97...122).contains($0) }),
            part(0, 1) == "_", part(13, 1) == "_", part(57, 1) == "_",
            let secret = Base64URL.decode(part(14, 43)), secret.count == 32,
            constantTimeEqual(Array(part(58, 6).utf8), Array(Self.checksum(of: body).utf8))
        else { return nil }
        id = part(1, Self.idLength)
        guard id.utf8.allSatisfy({ Self.alphabet.contains($0) }) else { return nil }
        self.secret = secret
        self.text = String(text)
    }

    private init(id: String, secret: [UInt8], text: String) {
        self.id = id
        self.secret = secret
        self.text = text
    }

    /// What is stored and looked up. 256 bits of chance need no slow hash.
    package var hash: [UInt8] { SHA256.hash(secret) }

    /// Never the secret: this is what a log would print.
    package var description: String { "(token \(id))" }

    private static func checksum(of body: String) -> String {
        letters(Array(SHA256.hash(Array(body.utf8)).prefix(checksumLength)))
    }

    private static func letters(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
    }
}
