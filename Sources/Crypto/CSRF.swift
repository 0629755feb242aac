/// The hidden field that proves a form came from our own page: `pad ‖ pad XOR HMAC(key, "form-v1")`. A fresh
/// pad per page, so that compression of the page tells nothing about the rest.
package enum CSRF {
    /// 86 characters. The key is the session's own.
    package static func token(key: [UInt8]) -> String {
        let pad = RandomBytes.make(SHA256.length)
        return Base64URL.encode(pad + mask(pad, key))
    }

    package static func holds(_ token: String, key: [UInt8]) -> Bool {
        guard token.utf8.count == 86, let bytes = Base64URL.decode(token), bytes.count == 2 * SHA256.length else {
            return false
        }
        return constantTimeEqual(Array(bytes.suffix(SHA256.length)), mask(Array(bytes.prefix(SHA256.length)), key))
    }

    private static func mask(_ pad: [UInt8], _ key: [UInt8]) -> [UInt8] {
        zip(pad, HMAC.sha256(key: key, Array("form-v1".utf8))).map { $0 ^ $1 }
    }
}
