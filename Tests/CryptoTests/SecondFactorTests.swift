import Crypto
import Testing

struct SecondFactorTests {
    /// Appendix B of RFC 6238 for SHA-1; our codes are the last six of its eight digits.
    @Test(arguments: [
        (Int64(59), "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
    func `codes are those of RFC 6238`(second: Int64, code: String) {
        let phone = OneTimeCodes(seed: Array("12345678901234567890".utf8))
        #expect(phone.code(at: second / 30) == code.suffix(6))
        #expect(phone.step(of: String(code.suffix(6)), at: second, after: 0) == second / 30)
    }

    @Test func `a code is good for its step and the ones beside it, and only after the last one used`() {
        let phone = OneTimeCodes.make()
        let now: Int64 = 1_795_095_600, step = now / 30
        for distance in Int64(-1)...1 {
            let code = phone.code(at: step + distance)
            #expect(phone.step(of: code, at: now, after: step - 2) == step + distance)
            #expect(phone.step(of: code, at: now, after: step + distance) == nil, "used before")
        }
        for distance in [Int64(-3), -2, 2, 3] {
            let code = phone.code(at: step + distance)
            let isFar = ![-1, 0, 1].contains { phone.code(at: step + $0) == code }
            #expect(!isFar || phone.step(of: code, at: now, after: 0) == nil, "\(distance) steps away")
        }
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            #expect(phone.step(of: wrong, at: now, after: 0) == nil)
        }
    }

    @Test func `the address names issuer, account and key as phones read it`() {
        let phone = OneTimeCodes(seed: Array("Hello!\u{de}\u{ad}".utf8.prefix(6)) + [0xde, 0xad, 0xbe, 0xef])
        #expect(phone.keyText == "JBSW Y3DP EHPK 3PXP")
        #expect(
            phone.address(issuer: "Takt", account: "o'lena+1@dubok.example")
                == "otpauth://totp/Takt:o%27lena%2B1@dubok.example?secret=JBSWY3DPEHPK3PXP&issuer=Takt"
                + "&algorithm=SHA1&digits=6&period=30")
        #expect(OneTimeCodes.make().seed.count == 20)
    }

    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func `base32 gives the cases of RFC 4648, without padding`(plain: String, encoded: String) {
        #expect(Base32.encode(Array(plain.utf8)) == encoded)
        #expect(Base32.decode(encoded) == Array(plain.utf8))
        #expect(Base32.decode(encoded.lowercased()) == Array(plain.utf8))
    }

    @Test(arguments: ["A", "MZX", "MZXW6Y", "MZ", "M1", "MY=", "ME0W", "MZXW 6"])
    func `base32 has one spelling per value`(text: String) {
        #expect(Base32.decode(text) == nil)
    }

    @Test func `a recovery code is read as people type it, and no other`() throws {
        let code = RecoveryCode.make()
        #expect(code.text.wholeMatch(of: /[a-z2-7]{4}(-[a-z2-7]{4}){3}/) != nil)
        for typed in [code.text, code.text.uppercased(), " " + code.text.replacing("-", with: " ") + "\n"] {
            #expect(try #require(RecoveryCode(typed: typed)).hash == code.hash)
        }
        for wrong in ["", "123456", String(code.text.dropLast()), code.text + "a", "0" + code.text.dropFirst()] {
            #expect(RecoveryCode(typed: wrong) == nil)
        }
        #expect(Set((0..<100).map { _ in RecoveryCode.make().text }).count == 100)
    }
}
