/// A way in for somebody whose phone is lost. 80 random bits, so a fast hash is enough to keep it by.
package struct RecoveryCode: Sendable {
    /// As many are given at once.
    package static let count = 10

    private let bytes: [UInt8]

    package static func make() -> RecoveryCode { RecoveryCode(bytes: RandomBytes.make(10)) }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// As somebody types it: case, spaces and dashes do not matter. Nil for what cannot be one.
    package init?(typed: String) {
        let letters = typed.filter { !$0.isWhitespace && $0 != "-" }
        guard letters.utf8.count == 16, let bytes = Base32.decode(letters), bytes.count == 10 else { return nil }
        self.bytes = bytes
    }

    /// `abcd-efgh-ijkl-mnop`
    package var text: String {
        let letters = Array(Base32.encode(bytes).lowercased())
        return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<$0 + 4]) }.joined(separator: "-")
    }

    /// What is kept.
    package var hash: [UInt8] { SHA256.hash(bytes) }
}
