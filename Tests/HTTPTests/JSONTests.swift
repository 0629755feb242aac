import HTTP
import Testing

struct JSONTests {
    @Test func `objects keep their order and numbers their digits`() throws {
        let text = #"{"b":0.10,"a":[-0,1e400,12345678901234567890,true,null,"\ud83d\ude00\n\/"],"":{}}"#
        let json = try JSON(parsing: text)
        #expect(json.members?.map(\.name) == ["b", "a", ""])
        #expect(json["b"]?.digits == "0.10")
        #expect(json["a"]?[2]?.int == nil)
        #expect(json["a"]?[5]?.string == "😀\n/")
        #expect(json.text == #"{"b":0.10,"a":[-0,1e400,12345678901234567890,true,null,"😀\n/"],"":{}}"#)
        #expect(try JSON(parsing: json.text) == json)
    }

    @Test func `accessors answer nil where the kind differs`() throws {
        let json: JSON = ["a": 1, "b": "x", "c": [true, nil], "d": 1]
        #expect(json["a"]?.int == 1)
        #expect(json["a"]?.string == nil)
        #expect(json["b"]?.int == nil)
        #expect(json["c"]?[0]?.bool == true)
        #expect(json["c"]?[1]?.isNull == true)
        #expect(json["c"]?[2] == nil)
        #expect(json["c"]?[-1] == nil)
        #expect(json["c"]?["x"] == nil)
        #expect(json["z"] == nil)
    }

    @Test(arguments: [
        "", " ", "{", "[", "]", "}", "[1,]", "[,1]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", "01", "-",
        "1.", ".5",
        "+1", "1e", "1e+", "0x1", "NaN", "Infinity", "tru", "nulls", "[1 2]", #""abc"#, "\"\u{1}\"", "\"\t\"", #""\x""#,
        #""\u12"#,
        #""\u00zz""#, #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800\ud800""#, #""\u0000""#, "'a'", "1 1",
        "//x\n1",
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, "\u{feff}1", "[1]]",
    ])
    func `what is not JSON, or read differently elsewhere, is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        for bytes: [UInt8] in [[34, 0xff, 34], [34, 0xc0, 0x80, 34], [34, 0xed, 0xa0, 0x80, 34], [0xff]] {
            #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
        }
    }

    @Test func `32 levels are read, the 33rd and the millionth are refused`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSON(parsing: nested(32)) }
        #expect(throws: JSONError.self) { try JSON(parsing: nested(33)) }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: #"{"a":"#, count: 200_000)) }
    }

    @Test func `an error names the byte`() {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "[1, 2.]") }
        #expect(error?.description == "not JSON at byte 6: a digit should stand here")
    }

    @Test func `no text traps the parser, and what it reads it prints and reads again`() throws {
        var random = Seeded()
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u00", "\\ud83d", "a", "\"a\":", "1", "-", ".", "e", "true",
            "null", " ",
            "ü", "\u{1}", "0",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            if let json = try? JSON(parsing: text) {
                #expect(try JSON(parsing: json.bytes) == json, "seed \(random.seed): \(text)")
            }
            let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = try? JSON(parsing: bytes)
            _ = try? URLEncodedForm.decode(bytes)
            let garbage = String(decoding: bytes, as: UTF8.self)
            _ = ContentType(garbage)
            _ = Cookies(["cookie": garbage])
            _ = try? Request(.get, garbage).queryInput()
        }
    }
}
