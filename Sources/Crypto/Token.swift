/// A secret we hand out once: session cookie, setup link, intake address. 32 random bytes, shown as 43
/// characters; the database keeps only the hash.
package struct Token: Sendable, Equatable, CustomStringConvertible {
    private let bytes: [UInt8]

    package static func make() -> Token { Token(bytes: RandomBytes.make(32)) }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Nil for anything that is not exactly one of ours in form: no lookup is needed to refuse it.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    package var text: String { Base64URL.encode(bytes) }

    /// What is stored and looked up. 256 bits of chance need no slow hash.
    package var hash: [UInt8] { SHA256.hash(bytes) }

    /// Never the secret: this is what a log would print.
    package var description: String { "(token)" }

    package static func == (left: Token, right: Token) -> Bool { constantTimeEqual(left.bytes, right.bytes) }
}
