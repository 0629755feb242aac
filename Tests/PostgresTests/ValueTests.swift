import Foundation
import Postgres
import TestSupport
import Testing

private enum Colour: String, SQLEncodable, SQLDecodable { case red, green }

private struct Note: RowDecodable, Equatable {
    let name: String
    let size: Int?

    init(_ row: Row) throws(RowError) {
        name = try row["name"]
        size = try row["size"]
    }
}

/// Values on their way to the server and back.
struct ValueTests {
    @Test func `random values come back as they went`() async throws {
        let database = try await TestDatabase.shared.app
        var random = Seeded(state: seed)
        for _ in 0..<100 {
            let text = random.text()
            let numbers = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                random.optional { Int64.random(in: .min ... .max, using: &$0) }
            }
            let texts = (0..<Int.random(in: 0...4, using: &random)).map { _ in random.optional { $0.text() } }
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let double = Double(bitPattern: random.next())
            let id = UUID(
                uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, .random(in: 0...255, using: &random), 255))
            try await database.transaction { connection in
                #expect(try connection.value("SELECT \(text)::text") == text)
                #expect(try connection.value("SELECT \(numbers)::bigint[]") == numbers)
                #expect(try connection.value("SELECT \(texts)::text[]") == texts)
                #expect(try connection.value("SELECT \(bytes)::bytea") == bytes)
                #expect(try connection.value("SELECT \([bytes, bytes])::bytea[]") == [bytes, bytes])
                #expect(try connection.value("SELECT \(id)::uuid") == id)
                #expect(try connection.value("SELECT \([id, nil])::uuid[]") == [id, nil])
                let back: Double? = try connection.value("SELECT \(double)::float8")
                #expect(back == double || double.isNaN && back?.isNaN == true)
            }
            #expect(id.uuidString.lowercased() == id.sqlText)
        }
    }

    @Test func `words that mean something to Postgres stay words`() async throws {
        let database = try await TestDatabase.shared.app
        let words = [
            "NULL", "null", "", "{}", "{a,b}", "\"", "\\", "\\\"", ",", " a ", "a\nb", "'; DROP TABLE x; --", "Їжак 🦔",
        ]
        #expect(try await database.value("SELECT \(words)::text[]") == words)
        for word in words { #expect(try await database.value("SELECT \(word)::text") == word) }
        #expect(try await database.value("SELECT \([] as [String])::text[]") == [] as [String])
        #expect(try await database.value("SELECT 'b' = ANY(\(["a", "b"]))") == true)
        #expect(try await database.value("SELECT \(Colour.green)::text") == Colour.green)
        #expect(try await database.value("SELECT \([Colour.red, .green])::text[]") == [Colour.red, .green])
        #expect(try await database.value("SELECT \([true, false, nil])::bool[]") == [true, false, nil])
    }

    @Test func `rows read themselves by the names of their columns`() async throws {
        let database = try await TestDatabase.shared.app
        let notes: [Note] = try await database.all(
            "SELECT * FROM (VALUES (1, 'a'), (NULL, 'b')) AS rows (size, name) ORDER BY name")
        #expect(notes.map(\.name) == ["a", "b"])
        #expect(notes.map(\.size) == [1, nil])
        await #expect(throws: RowError.noSuchColumn("name")) {
            try await database.first("SELECT 1 AS size", as: Note.self)
        }
        await #expect(throws: RowError.mismatch(column: "size", expected: "Optional<Int>", found: "x")) {
            try await database.first("SELECT 'a' AS name, 'x' AS size", as: Note.self)
        }
        #expect(try await database.first("SELECT 1 AS size, 'a' AS name WHERE false", as: Note.self) == nil)
    }

    @Test func `text with a NUL is refused before it is cut short`() async throws {
        let database = try await TestDatabase.shared.app
        let error = await #expect(throws: PostgresError.self) {
            try await database.value("SELECT \("a\0b")::text", as: String.self)
        }
        #expect(error?.state == "22021")
        #expect(try await database.value("SELECT 1") == 1)
    }

    @Test func `an instant is the same here and there`() async throws {
        let database = try await TestDatabase.shared.app
        var random = Seeded(state: seed)
        let far: Int64 = 9_000_000_000_000_000_000
        let early: Int64 = -62_135_596_800_000_000  // the year 1
        var instants: [Int64] = [0, 1, -1, 951_782_399_999_999, 951_868_800_000_000, early, far]
        instants += (0..<300).map { _ in Int64.random(in: early...far, using: &random) }
        instants += (0..<300).map { _ in Int64.random(in: 0...4_000_000_000, using: &random) * 1_000_000 }
        let texts = instants.map(Timestamp.print)
        #expect(texts.map(Timestamp.parse) == instants.map(Optional.some), "seed \(seed)")
        let back: [String] = try await database.values("SELECT unnest(\(texts)::timestamptz[])::text")
        #expect(back.map(Timestamp.parse) == instants.map(Optional.some), "seed \(seed)")
        let counted: [Int64] = try await database.values(
            "SELECT (extract(epoch FROM unnest(\(texts)::timestamptz[])) * 1000000)::bigint")
        #expect(counted == instants, "seed \(seed)")
    }

    @Test(arguments: [
        "infinity", "-infinity", "", "2026-13-01 00:00:00+00", "2026-01-01 00:00:00+02", "0001-01-01 00:00:00+00 BC",
        "294277-01-01 00:00:00+00", "2026-01-01 24:00:00+00", "2026-01-01 00:00:00.1234567+00", "2026-01-01",
    ])
    func `what is not an instant is refused`(text: String) {
        #expect(Timestamp.parse(text) == nil)
    }

    @Test func `no instant is too far to be printed`() {
        #expect(Timestamp.print(.min).hasSuffix(" BC"))
        #expect(Timestamp.print(.max) == "294247-01-10 04:00:54.775807+00")
    }

    @Test(arguments: ["{", "}", "{a", "{\"a}", "{{1,2},{3,4}}", "{a,}", "", "{\"a\"b}", "{\"a\\"])
    func `what is not a list is refused`(text: String) {
        #expect([String](sqlText: text) == nil)
    }
}

extension Seeded {
    mutating func text() -> String {
        let letters: [Character] = ["a", "Ї", "\\", "\"", "{", "}", ",", " ", "🦔", "'", "N", "\n", "é", "$"]
        return String(
            (0..<Int.random(in: 0...12, using: &self)).map { _ in letters.randomElement(using: &self) ?? "a" })
    }

    mutating func optional<Value>(_ make: (inout Seeded) -> Value) -> Value? {
        Bool.random(using: &self) ? make(&self) : nil
    }
}
