import Forms
import Testing

@testable import HTTP

/// Forms with files: read as browsers write them, refused as soon as two readers could disagree.
struct MultipartTests {
    private static func form(
        _ body: String, _ boundary: String = "B", _ limits: MultipartForm.Limits = .init()
    ) throws -> MultipartForm {
        try MultipartForm(Array(body.utf8), boundary: boundary, limits: limits)
    }

    private static let good =
        "--B\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\na b\r\n"
        + "--B\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"ло%22го.png\"\r\n"
        + "Content-Type: image/png\r\n\r\nx\r\n--C\r\n--Bx\r\n--B--\r\n"

    @Test func `fields and files come apart, names as the browser meant them`() throws {
        let body = Self.good.replacing("--Bx", with: "--b")
        let form = try Self.form(body)
        #expect(form.parts.map(\.name) == ["csrf", "logo"])
        #expect(try form.input == Input(["csrf": "a b"]))
        let file = try #require(form.file("logo"))
        #expect(file.fileName == "ло\"го.png")
        #expect(String(decoding: file.content, as: UTF8.self) == "x\r\n--C\r\n--b")
        #expect(form.file("csrf") == nil && form.file("other") == nil)
        // Without the line end after its last delimiter, as some programs write it.
        #expect(try Self.form(String(body.dropLast(1))).parts.count == 2)
        let empty = "--B\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"\"\r\n\r\n\r\n--B--\r\n"
        #expect(try Self.form(empty).file("logo") == nil, "nothing was chosen")
    }

    @Test func `a body cut short anywhere is refused`() throws {
        let body = Array(Self.good.replacing("--Bx", with: "--b").utf8)
        for length in 0..<(body.count - 2) {
            #expect(throws: BodyRefusal.self, "\(length)") {
                _ = try MultipartForm(Array(body.prefix(length)), boundary: "B")
            }
        }
    }

    @Test func `what two readers could take apart differently is refused`() {
        let name = "Content-Disposition: form-data; name=\"a\""
        let bodies = [
            Self.good,
            "",
            "preamble\r\n--B\r\n\(name)\r\n\r\nx\r\n--B--\r\n",
            "--B\n\(name)\n\nx\n--B--\n",
            "--B \r\n\(name)\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n\(name)\r\n\r\nx\r\n--B--\r\nepilogue",
            "--B\r\n\(name)\r\n\r\n--B--\r\n",
            "--B\r\n\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n\(name)\r\n\(name)\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n\(name)\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--B--\r\n",
            "--B\r\n\(name); name=\"b\"\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n\(name); filename*=UTF-8''x\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n\(name); filename=x.png\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n\(name); filename=\"x\\\"y\"\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n\(name); size=\"3\"\r\n\r\nx\r\n--B--\r\n",
            "--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--B--\r\n",
            "--B\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--B--\r\n",
            "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--\r\n",
            "--B\r\nContent-Disposition: form-data; name=\"a\u{0}b\"\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n Content-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n\(name)\nX: y\r\n\r\nx\r\n--B--\r\n",
            "--B\r\n\(name)\r\n\r\nx\r\n--B",
            "--B--",
        ]
        for body in bodies.dropLast() {
            #expect(throws: BodyRefusal.self, "\(body)") { _ = try Self.form(body) }
        }
        #expect((try? Self.form("--B--"))?.parts.isEmpty == true, "a form may be empty")
    }

    @Test func `limits hold for the whole, the parts, their headers and fields`() throws {
        func part(_ name: String, _ text: String) -> String {
            "--B\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(text)\r\n"
        }
        let ten = (0..<10).map { part("f\($0)", "x") }.joined()
        #expect(try Self.form(ten + "--B--").parts.count == 10)
        #expect(throws: BodyRefusal.self) { _ = try Self.form(ten + part("f", "x") + "--B--") }
        #expect(throws: BodyRefusal.tooLarge) { _ = try Self.form(ten + "--B--", "B", .init(bytes: 100)) }
        #expect(throws: BodyRefusal.self) {
            _ = try Self.form(part("f", String(repeating: "x", count: 65_537)) + "--B--")
        }
        #expect(throws: BodyRefusal.self) {
            _ = try Self.form(part(String(repeating: "f", count: 5_000), "x") + "--B--")
        }
        #expect(throws: BodyRefusal.self) { _ = try Self.form(part("f", "x\u{0}") + "--B--").input }
        let bytes =
            Array("--B\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n".utf8) + [0xFF] + Array("\r\n--B--".utf8)
        #expect(throws: BodyRefusal.self) { _ = try MultipartForm(bytes, boundary: "B").input }
    }

    @Test func `only a route that takes files reads them, and only with one good boundary`() throws {
        let body = Array(Self.good.replacing("--Bx", with: "--b").utf8)
        func request(_ type: String, takes: Bool = true) -> Request {
            var request = Request(.post, "/", headers: ["content-type": type], body: body)
            request.uploads = takes ? .init() : nil
            return request
        }
        #expect(try request("multipart/form-data; boundary=B").input() == Input(["csrf": "a b"]))
        #expect(try request("Multipart/Form-Data; boundary=\"B\"").file("logo")?.content.count == 11)
        #expect(try request("application/x-www-form-urlencoded").file("logo") == nil)
        for type in [
            "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=B; boundary=C",
            "multipart/form-data; boundary=\"B C\"",
            "multipart/form-data; boundary=" + String(repeating: "B", count: 71),
            "multipart/mixed; boundary=B",
        ] {
            #expect(throws: BodyRefusal.unsupportedMediaType, "\(type)") { _ = try request(type).input() }
        }
        #expect(throws: BodyRefusal.unsupportedMediaType) {
            _ = try request("multipart/form-data; boundary=B", takes: false).input()
        }
        var cut = request("multipart/form-data; boundary=B")
        cut.bodyOverflow = 1 << 30
        #expect(throws: BodyRefusal.tooLarge) { _ = try cut.input() }
    }
}
