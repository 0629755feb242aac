import CCrypto

/// AES-256-GCM: what is sealed can be read, and is known to be unchanged, only with the key and the same
/// `about` (what the value belongs to).
enum AESGCM {
    static let nonceLength = 12
    static let tagLength = 16

    /// Ciphertext and tag, or nil when libcrypto refuses.
    static func seal(_ plain: [UInt8], key: [UInt8], nonce: [UInt8], about: [UInt8]) -> [UInt8]? {
        guard key.count == 32, nonce.count == nonceLength, let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        var written: Int32 = 0
        var sealed = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: tagLength)
        guard let length = Int32(exactly: plain.count), let aboutLength = Int32(exactly: about.count),
            EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_EncryptUpdate(context, nil, &written, about, aboutLength) == 1,
            EVP_EncryptUpdate(context, &sealed, &written, plain, length) == 1,
            EVP_EncryptFinal_ex(context, nil, &written) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), &tag) == 1
        else { return nil }
        return sealed + tag
    }

    /// Nil for a wrong key, another `about`, or a changed byte: nothing of the plain text leaves then.
    static func open(_ sealed: [UInt8], key: [UInt8], nonce: [UInt8], about: [UInt8]) -> [UInt8]? {
        guard sealed.count >= tagLength, key.count == 32, nonce.count == nonceLength,
            let context = EVP_CIPHER_CTX_new()
        else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        let text = Array(sealed.dropLast(tagLength))
        var tag = Array(sealed.suffix(tagLength))
        var plain = [UInt8](repeating: 0, count: text.count)
        var written: Int32 = 0
        guard let length = Int32(exactly: text.count), let aboutLength = Int32(exactly: about.count),
            EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_DecryptUpdate(context, nil, &written, about, aboutLength) == 1,
            EVP_DecryptUpdate(context, &plain, &written, text, length) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag) == 1,
            EVP_DecryptFinal_ex(context, nil, &written) == 1
        else { return nil }
        return plain
    }
}
