import Sheets
import Testing

/// T-CSV: what spreadsheet programs must not run, and what an import gets back.
struct CSVTests {
    private static let openers: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\0", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]

    private static func file(_ rows: [[CSVCell]], marked: Bool = true) -> [UInt8] {
        var writer = CSVWriter(marked: marked)
        for row in rows { writer.append(row) }
        return writer.take()
    }

    private static func rows(_ bytes: [UInt8], _ limits: CSVReader.Limits = .init()) throws -> [[String]] {
        var reader = CSVReader(bytes, limits: limits)
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    @Test func `a file is quoted throughout, ends its lines with CR LF and begins with the mark`() {
        let bytes = Self.file([[.text("a \"b\""), .number(-5), .empty], [.phone("067"), .text("=1+1"), .text("é")]])
        #expect(Array(bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
        #expect(
            String(decoding: bytes.dropFirst(3), as: UTF8.self)
                == "\"a \"\"b\"\"\",\"-5\",\"\"\r\n\"'067\",\"'=1+1\",\"é\"\r\n")
    }

    @Test func `no cell begins like a formula unless its column is a number, and every text comes back as it was`()
        throws
    {
        var dice = SystemDice(seed: 0x7AC7)
        let alphabet: [Unicode.Scalar] = Array(
            "=+-@\t\r\n\0＝＋－＠'\"',;a1 ж字\u{301}😀".unicodeScalars)
        func word() -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<dice.roll(7) { text.append(alphabet[dice.roll(alphabet.count)]) }
            return String(text)
        }
        for _ in 0..<400 {
            let width = 1 + dice.roll(5)
            let table = (0..<1 + dice.roll(6)).map { _ in
                (0..<width).map { _ -> CSVCell in
                    switch dice.roll(4) {
                    case 0: .number(dice.roll(2_000_001) - 1_000_000)
                    case 1: .phone(word())
                    default: .text(word())
                    }
                }
            }
            let back = try Self.rows(Self.file(table, marked: dice.roll(2) == 0))
            #expect(back.count == table.count)
            for (cells, fields) in zip(table, back) {
                #expect(cells.count == fields.count)
                for (cell, field) in zip(cells, fields) {
                    switch cell {
                    case .number(let number): #expect(field == String(number))
                    case .empty: #expect(field.isEmpty)
                    case .phone(let text):
                        #expect(field.unicodeScalars.first.map { !Self.openers.contains($0) } ?? true)
                        #expect(Array(CSVCell.phone(of: field).utf8) == Array(text.utf8))
                    case .text(let text):
                        #expect(field.unicodeScalars.first.map { !Self.openers.contains($0) } ?? true)
                        #expect(Array(CSVCell.text(of: field).utf8) == Array(text.utf8))
                    }
                }
            }
        }
    }

    @Test func `files of other programs are read: any line end, unquoted fields, no last line end`() throws {
        #expect(
            try Self.rows(Array("a,b\nc,\"d\ne\"\r\n\r\nf,g\rh,".utf8)) == [
                ["a", "b"], ["c", "d\ne"], ["f", "g"], ["h", ""],
            ])
        #expect(try Self.rows([]) == [])
        var reader = CSVReader(Array("a;\"b;c\"".utf8), separator: UInt8(ascii: ";"))
        #expect(try reader.next() == ["a", "b;c"])
    }

    @Test func `what would shift cells is refused with its row`() {
        #expect(throws: CSVReader.Fault.unclosedQuote(row: 2)) { try Self.rows(Array("a\n\"b".utf8)) }
        #expect(throws: CSVReader.Fault.textAfterQuote(row: 1)) { try Self.rows(Array("\"a\"b,c".utf8)) }
        #expect(throws: CSVReader.Fault.notUTF8(row: 1)) { try Self.rows([0x61, 0xFF]) }
        let small = CSVReader.Limits(rows: 2, columns: 2, cellBytes: 3)
        #expect(throws: CSVReader.Fault.tooManyRows(2)) { try Self.rows(Array("a\nb\nc".utf8), small) }
        #expect(throws: CSVReader.Fault.tooManyColumns(row: 1)) { try Self.rows(Array("a,b,c".utf8), small) }
        #expect(throws: CSVReader.Fault.cellTooLong(row: 1)) { try Self.rows(Array("abcd".utf8), small) }
        #expect(throws: CSVReader.Fault.cellTooLong(row: 1)) { try Self.rows(Array("\"abcd\"".utf8), small) }
    }

    @Test func `any bytes are read or refused, never worse`() {
        var dice = SystemDice(seed: 0xC5F)
        let alphabet = Array("\",\r\n'=a\u{FEFF}".utf8) + [0xFF]
        for _ in 0..<3_000 {
            let bytes = (0..<dice.roll(24)).map { _ in alphabet[dice.roll(alphabet.count)] }
            var reader = CSVReader(bytes)
            var cells = 0
            while let row = try? reader.next() { cells += row.count }
            #expect(cells <= bytes.count + 1)
        }
    }
}

/// Repeatable chance.
struct SystemDice {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }
}
