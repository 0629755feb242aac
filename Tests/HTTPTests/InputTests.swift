import Forms
import HTTP
import Testing

struct InputTests {
    private func form(_ body: String, type: String = "application/x-www-form-urlencoded") -> Request {
        Request(.post, "/", headers: ["content-type": type], body: Array(body.utf8))
    }

    @Test func `form, query and JSON give the same input`() throws {
        let wanted = Input([.init("name", "Ä b"), .init("limits.3", "8:00"), .init("tag", "1"), .init("tag", "2")])
        let encoded = "name=%C3%84+b&limits.3=8%3A00&tag=1&tag=2"
        #expect(try form(encoded).input() == wanted)
        #expect(try Request(.get, "/x?" + encoded).queryInput() == wanted)
        let json = #"{"name":"Ä b","limits":{"3":"8:00"},"tag":[1,2],"nothing":null}"#
        #expect(try form(json, type: "application/json; charset=UTF-8").input() == wanted)
        #expect(try URLEncodedForm.decode(URLEncodedForm.encode(wanted).utf8) == wanted)
    }

    @Test func `rows of an array are named by position`() throws {
        let json = #"{"rows":[{"a":true},{"a":1.50}],"grid":[[1,2],[3]]}"#
        #expect(
            try form(json, type: "application/json").input()
                == Input([
                    "rows.0.a": "true", "rows.1.a": "1.50", "grid.0": "1", "grid.0": "2", "grid.1": "3",
                ]))
    }

    @Test func `odd but right forms are read`() throws {
        #expect(try form("").input() == .none)
        #expect(try form("&&a&b=&c=d=e&").input() == Input(["a": "", "b": "", "c": "d=e"]))
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%00", "a=\u{1}", "a=%ff", "%c3=1", "a=%ed%a0%80", "a\u{0}=1"])
    func `what is not percent-encoded UTF-8 is refused`(body: String) {
        #expect(throws: BodyRefusal.self) { try form(body).input() }
        #expect(throws: BodyRefusal.self) { try Request(.get, "/?" + body).queryInput() }
    }

    @Test func `limits hold to the last field and byte`() throws {
        let fields = Array(repeating: "a=1", count: 1_000).joined(separator: "&")
        #expect(try form(fields).input().fields.count == 1_000)
        #expect(throws: BodyRefusal.malformed("more than 1000 fields")) { try form(fields + "&a=1").input() }
        let full = "a=" + String(repeating: "x", count: (1 << 20) - 2)
        #expect(try form(full).input().fields.count == 1)
        #expect(throws: BodyRefusal.tooLarge) { try form(full + "x").input() }
        let name = String(repeating: "n", count: 1_025)
        #expect(throws: BodyRefusal.self) { try form(name).input() }
        // It is the name that counts, not how it is written.
        #expect(try form(String(repeating: "%3E", count: 1_024)).input().fields.count == 1)
        #expect(throws: BodyRefusal.self) { try form(String(repeating: "%3E", count: 1_025)).input() }
        #expect(throws: BodyRefusal.self) { try form(#"{"\#(name)":1}"#, type: "application/json").input() }
        let numbers = "[" + Array(repeating: "1", count: 1_001).joined(separator: ",") + "]"
        #expect(throws: BodyRefusal.self) { try form(#"{"a":\#(numbers)}"#, type: "application/json").input() }
    }

    @Test(arguments: ["text/plain", "multipart/form-data; boundary=x", "application/json; charset=latin1", "json", ""])
    func `other types are refused as such`(type: String) {
        #expect(throws: BodyRefusal.unsupportedMediaType) { try form("a=1", type: type).input() }
    }

    @Test(arguments: ["1", "[]", "\"x\"", "{", #"{"a":1}x"#])
    func `only a JSON object is input`(body: String) {
        #expect(throws: BodyRefusal.self) { try form(body, type: "application/json").input() }
    }

    @Test func `a body cut off by the server is never read as if whole`() {
        var request = form("a=1")
        request.bodyOverflow = 2 << 20
        #expect(throws: BodyRefusal.tooLarge) { try request.input() }
        #expect(throws: BodyRefusal.tooLarge) { try request.json() }
    }

    @Test func `endless combining marks are refused in no time`() {
        for mark in ["\u{301}\u{316}", "\u{f73}"] {
            let marks = String(repeating: mark, count: 100_000)
            let clock = ContinuousClock()
            let spent = clock.measure {
                #expect(throws: BodyRefusal.self) { try form("a=" + marks).input() }
                #expect(throws: BodyRefusal.self) { try form(#"{"a":"\#(marks)"}"#, type: "application/json").input() }
            }
            #expect(spent < .seconds(2))
        }
    }

    @Test func `thirty marks on one letter are allowed`() throws {
        let text = "a" + String(repeating: "\u{301}", count: 30)
        #expect(try form("a=" + text).input()["a"]?.unicodeScalars.count == 31)
    }

    @Test func `a segment with an encoded slash, or not UTF-8, is no segment`() {
        #expect(PercentEncoding.decodeSegment("a%20b") == "a b")
        for segment in ["a%2fb", "a%2Fb", "a%5cb", "%00", "%ff", "%", "%1f"] {
            #expect(PercentEncoding.decodeSegment(segment) == nil)
        }
    }
}
