import Crypto
import Testing

@Suite struct `Primitives` {
    @Test func `SHA-256 and HMAC give the published values`() {
        #expect(
            Hex.encode(SHA256.hash("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Hex.encode(SHA256.hash("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            Hex.encode(HMAC.sha256(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func `HKDF gives the first and third case of RFC 5869`() throws {
        let secret = [UInt8](repeating: 0x0b, count: 22)
        let info = try #require(Hex.decode("f0f1f2f3f4f5f6f7f8f9"))
        #expect(
            Hex.encode(HKDF.sha256(secret: secret, salt: Array(0...12), info: info, count: 42))
                == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
        #expect(
            Hex.encode(HKDF.sha256(secret: secret, salt: [], info: [], count: 42))
                == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
    ])
    func `base64 gives the cases of RFC 4648`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func `base64url round-trips every length and has no plus, slash or equals sign`() {
        for length in 0..<100 {
            let bytes = RandomBytes.make(length)
            let text = Base64URL.encode(bytes)
            #expect(text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
            #expect(Base64URL.decode(text) == bytes)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: ["A", "AAAAA", "Zh", "Zg==", "Zm9/", "Zm9+", "Zm 9", "Zm9\n", "Zm9vé"])
    func `base64url refuses a second spelling of a value`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: ["A", "AA=A", "A===", "====", "Zh==", "Zg", "Zm9-"])
    func `base64 refuses wrong padding and letters`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `secrets are equal only when all bytes and the length are`() {
        #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(constantTimeEqual([], []))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
    }

    @Test func `random bytes have the length asked for and do not repeat`() {
        #expect(RandomBytes.make(0).isEmpty)
        #expect(Set((0..<1000).map { _ in RandomBytes.make(16) }).count == 1000)
    }
}

@Suite struct `Tokens and form proofs` {
    @Test func `a token is 43 characters and comes back from its text with the same hash`() throws {
        let token = Token.make()
        #expect(token.text.count == 43)
        #expect(Token(token.text) == token)
        #expect(try #require(Token(token.text)).hash == token.hash)
        #expect(token.hash.count == 32)
        #expect("\(token)" == "(token)")
        #expect(Token.make() != token)
    }

    @Test(arguments: [
        "", "abc", String(repeating: "A", count: 42), String(repeating: "A", count: 44),
        String(repeating: "A", count: 42) + "B", String(repeating: "A", count: 42) + "+",
    ])
    func `what cannot be a token is none`(text: String) {
        #expect(Token(text) == nil)
    }

    @Test func `a form proof holds for its key only, and no two pages carry the same`() {
        let key = RandomBytes.make(32)
        let first = CSRF.token(key: key)
        let second = CSRF.token(key: key)
        #expect(first != second)
        #expect(first.count == 86)
        #expect(CSRF.holds(first, key: key))
        #expect(CSRF.holds(second, key: key))
        #expect(!CSRF.holds(first, key: RandomBytes.make(32)))
        #expect(!CSRF.holds(String(first.reversed()), key: key))
        #expect(!CSRF.holds("", key: key))
        #expect(!CSRF.holds(first + "A", key: key))
        #expect(!CSRF.holds(String(repeating: "A", count: 86), key: key))
    }
}
