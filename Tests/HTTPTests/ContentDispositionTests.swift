import HTTP
import Testing

struct ContentDispositionTests {
    @Test(arguments: [
        ("orders 2026.csv", "orders 2026.csv", "orders%202026.csv"),
        ("Замовлення.csv", "__________.csv", "%D0%97%D0%B0%D0%BC%D0%BE%D0%B2%D0%BB%D0%B5%D0%BD%D0%BD%D1%8F.csv"),
        ("a\"; filename=\"evil.exe", "a__ filename__evil.exe", "a%22%3B%20filename%3D%22evil.exe"),
        ("a\r\nset-cookie: x=1", "aset-cookie_ x_1", "aset-cookie%3A%20x%3D1"),
        ("½٣.txt", "__.txt", "%C2%BD%D9%A3.txt"),
        ("..\\..\\etc/passwd", ".._.._etc_passwd", "..%5C..%5Cetc%2Fpasswd"),
    ])
    func `a name can neither end the value nor begin another`(name: String, plain: String, encoded: String) {
        #expect(
            ContentDisposition.attachment(name) == "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)")
    }
}
