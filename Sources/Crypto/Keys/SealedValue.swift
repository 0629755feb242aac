/// The bytes of one sealed column: `0x01 ‖ key id (4) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`.
struct SealedValue {
    static let version: UInt8 = 1

    let keyID: String
    let nonce: [UInt8]
    /// Ciphertext and tag.
    let sealed: [UInt8]

    init(keyID: String, nonce: [UInt8], sealed: [UInt8]) {
        self.keyID = keyID
        self.nonce = nonce
        self.sealed = sealed
    }

    init?(_ bytes: [UInt8]) {
        let head = 1 + 4 + AESGCM.nonceLength
        guard bytes.count >= head + AESGCM.tagLength, bytes[0] == Self.version else { return nil }
        keyID = String(decoding: bytes[1..<5], as: UTF8.self)
        nonce = Array(bytes[5..<head])
        sealed = Array(bytes[head...])
    }

    var bytes: [UInt8] { [Self.version] + Array(keyID.utf8) + nonce + sealed }

    /// One `0x80`, then zeros to the next multiple of 32.
    static func pad(_ plain: [UInt8]) -> [UInt8] {
        let padded = plain + [0x80]
        return padded + [UInt8](repeating: 0, count: (32 - padded.count % 32) % 32)
    }

    static func unpad(_ padded: [UInt8]) -> [UInt8]? {
        guard let end = padded.lastIndex(where: { $0 != 0 }), padded[end] == 0x80 else { return nil }
        return Array(padded[..<end])
    }
}

/// A secret that cannot be read: the act that needed it fails, and the trail says so.
package struct SecretUnreadable: Error, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// No value of ours: too short, or another version.
        case notSealed
        /// The ring has no key of this id.
        case unknownKey(String)
        /// Another place, another key, or changed bytes.
        case refused
        /// libcrypto could not seal.
        case failed
    }

    package let reason: Reason
    package let table: String
    package let column: String

    init(_ reason: Reason, _ place: SecretPlace) {
        self.reason = reason
        table = place.table
        column = place.column
    }

    package var description: String { "secret unreadable: \(table).\(column), \(reason)" }
}
