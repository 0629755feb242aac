import Testing

@testable import Templates

@Suite struct ValueEncoderTests {
    enum State: String, Encodable { case nearLimit = "near" }

    struct Row: Encodable {
        let number: Int
        let note: String?
        let isLate: Bool
    }

    struct Page: Encodable {
        let title = "Orders"
        let rows: [Row]
        let byState: [String: Int]
        let state = State.nearLimit
        let icon = Markup(html: "<svg/>")
        let share = 0.5
        let none: [Int]? = nil
        let own: Value = ["a": 1]
    }

    private func json(_ value: Value) throws -> String {
        var writer = JSONWriter(indent: nil)
        try writer.write(value, 0)
        return writer.text
    }

    @Test func `a page becomes a record with the names of its properties`() throws {
        let page = Page(
            rows: [Row(number: 7, note: nil, isLate: true), Row(number: 8, note: "x", isLate: false)],
            byState: ["b": 2, "a": 1])
        let value = try Value(encoding: page)
        guard case .record(let record) = value, case .record(let states)? = record["byState"] else {
            Issue.record("not a record")
            return
        }
        #expect(record.keys == ["title", "rows", "byState", "state", "icon", "share", "none", "own"])
        #expect(states.keys == ["a", "b"])
        guard case .markup("<svg/>")? = record["icon"] else {
            Issue.record("markup was lost")
            return
        }
        #expect(
            try json(.list(Array(record.values.dropFirst()))).contains(
                "[{\"isLate\": true, \"note\": null, \"number\": 7}, {\"isLate\": false, \"note\": \"x\", \"number\": 8}]"
            ))
        #expect(try json(record["state"] ?? .null) == "\"near\"")
    }

    @Test func `rows of one type share their shape, so that a template looks a name up once`() throws {
        guard case .list(let rows) = try Value(encoding: (1...3).map { Row(number: $0, note: nil, isLate: false) }),
            case .record(let second) = rows[1], case .record(let third) = rows[2]
        else {
            Issue.record("not rows")
            return
        }
        #expect(second.shape === third.shape)
    }

    @Test func `a type that encodes other fields each time is still right`() throws {
        struct Changing: Encodable {
            let n: Int
            enum Key: String, CodingKey { case a, b, c }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                if n != 1 { try container.encode(n, forKey: .a) }
                var inner = container.nestedUnkeyedContainer(forKey: .b)
                try inner.encode("x")
                if n > 1 { try container.encode(n, forKey: .c) }
            }
        }
        let value = try Value(encoding: (0...2).map(Changing.init))
        #expect(
            try json(value) == "[{\"a\": 0, \"b\": [\"x\"]}, {\"b\": [\"x\"]}, {\"a\": 2, \"b\": [\"x\"], \"c\": 2}]")
    }

    @Test func `a value without end is refused`() {
        struct Endless: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.unkeyedContainer()
                try container.encode(Endless())
            }
        }
        #expect(throws: EncodingError.self) { try Value(encoding: Endless()) }
    }
}
