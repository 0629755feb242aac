import CCrypto

package enum SHA256 {
    package static let length = 32

    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: length)
        let done = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        // Without SHA-256 every secret would compare equal to every other: stopping is the safe answer.
        precondition(done == 1, "libcrypto cannot compute SHA-256")
        return digest
    }

    package static func hash(_ text: String) -> [UInt8] { hash(Array(text.utf8)) }
}

package enum HMAC {
    /// The 32-byte HMAC-SHA256 of the message.
    package static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: SHA256.length)
        let done = CCrypto.HMAC(
            EVP_sha256(), key, Int32(clamping: key.count), message, message.count, &code, nil)
        precondition(done != nil, "libcrypto cannot compute HMAC-SHA256")
        return code
    }

    /// The 20-byte HMAC-SHA1 of the message, for the codes of RFC 6238 and nothing else.
    static func sha1(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 20)
        let done = CCrypto.HMAC(
            EVP_sha1(), key, Int32(clamping: key.count), message, message.count, &code, nil)
        precondition(done != nil, "libcrypto cannot compute HMAC-SHA1")
        return code
    }
}

package enum HKDF {
    /// RFC 5869 with SHA-256: one secret becomes as many independent keys as there are purposes (`info`).
    /// At most 255 × 32 bytes.
    package static func sha256(secret: [UInt8], salt: [UInt8], info: [UInt8], count: Int = 32) -> [UInt8] {
        let master = HMAC.sha256(key: salt, secret)
        var block: [UInt8] = []
        var key: [UInt8] = []
        for counter in UInt8(1)...255 where key.count < count {
            block = HMAC.sha256(key: master, block + info + [counter])
            key += block
        }
        return Array(key.prefix(max(0, count)))
    }
}

/// Compares without telling by its time where the first difference stands. Lengths are no secret.
package func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
