import Forms
import Models
import Testing

/// Files beside leads and customers: which kinds are kept, by what stands in them, and under which names.
struct KeptFileTests {
    /// A ZIP file of empty parts with those names.
    private static func zip(
        _ names: [String], flags: UInt8 = 0, unpacked: [UInt8] = [0, 0, 0, 0], remark: String = ""
    ) -> [UInt8] {
        func words(_ numbers: Int...) -> [UInt8] {
            numbers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        }
        var parts: [UInt8] = [], list: [UInt8] = []
        for name in names {
            let place = words(parts.count, parts.count >> 16), text = Array(name.utf8)
            let sizes = words(0, 0, 0, 0, 0, 0, 0) + unpacked + words(text.count, 0)
            parts += Array("PK\u{3}\u{4}".utf8) + words(20) + [flags, 0] + sizes + text
            list +=
                Array("PK\u{1}\u{2}".utf8) + words(20, 20) + [flags, 0] + sizes + words(0, 0, 0, 0, 0) + place + text
        }
        let counts = words(0, 0, names.count, names.count, list.count, list.count >> 16)
        let end = words(parts.count, parts.count >> 16, remark.utf8.count) + Array(remark.utf8)
        return parts + list + Array("PK\u{5}\u{6}".utf8) + counts + end
    }

    private static let word = ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    private static let excel = ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]

    private static func refusal(_ bytes: [UInt8], _ name: String) -> String? {
        do {
            _ = try KeptFile(reading: bytes, named: name)
            return nil
        } catch { return error.complaint.key }
    }

    @Test func `documents are what stands in them, under a name with that ending`() throws {
        let pdf = Array("%PDF-1.7\n%âãÏÓ\n1 0 obj\nendobj\n%%EOF\n".utf8)
        let table = Array("\u{FEFF}назва,сума\r\n\"Дубок\",12\r\n".utf8)
        let cases: [([UInt8], String, FileKind, String)] = [
            (pdf, "Offer.PDF", .pdf, "Offer.pdf"), (pdf, "../../offer.exe", .pdf, "offer.exe.pdf"),
            (Self.zip(Self.word), "Договір.docx", .docx, "Договір.docx"),
            (Self.zip(Self.word), "x.zip", .docx, "x.zip.docx"),
            (Self.zip(Self.excel), "a.xlsx", .xlsx, "a.xlsx"), (table, "prices.csv", .csv, "prices.csv"),
            (table, "prices.TXT", .text, "prices.txt"), (Array("a\u{C}b".utf8), "pages.txt", .text, "pages.txt"),
        ]
        for (content, sent, kind, name) in cases {
            let file = try KeptFile(reading: content, named: sent)
            #expect(file.kind == kind && file.name == name, "\(sent)")
            #expect(file.content == content && file.width == nil, "\(sent)")
        }
        let types = FileKind.allCases.map(\.type)
        #expect(!types.contains { $0.contains("html") || $0.contains("xml;") || $0.contains("svg") })
    }

    @Test func `what is of no such kind, or something besides, is refused`() {
        let macros = Self.word + ["word/vbaProject.bin"]
        var cut = Self.zip(Self.word)
        cut.removeLast()
        let contents: [[UInt8]] = [
            Self.zip(macros), Self.zip(["[Content_Types].xml", "xl/workbook.xml", "XL/VBAPROJECT.BIN"]),
            Self.zip(["a.txt"]), Self.zip(["word/document.xml"]), Self.zip(Self.word + Self.excel.dropFirst()),
            Self.zip(Self.word + ["word/document.xml"]), Self.zip(Self.word, flags: 1),
            Self.zip(Self.word, unpacked: [0, 0, 0, 0x20]), Self.zip(Self.word, remark: "<script>"),
            Self.zip(Self.word) + Array("<script>".utf8), Array("MZ".utf8) + Self.zip(Self.word), cut,
            Array("PK\u{3}\u{4}".utf8), Array("%PDF-1.7\nendless".utf8), Array("\0%PDF-1.7\n%%EOF".utf8), [],
            Array("MZ\u{0}".utf8), Array("\u{7f}ELF".utf8), [0xFF, 0xFE, 0x41, 0x00], [0xCF, 0xF0, 0xE8],
            Array("{\\rtf1\u{1b}".utf8), Array("GIF89a\u{1}".utf8),
        ]
        for content in contents {
            for name in ["offer.pdf", "offer.docx", "offer.txt"] {
                #expect(Self.refusal(content, name) == "error.file_kind", "\(name) \(content.prefix(30))")
            }
        }
        // Text under a name that another program would run it by.
        let text = Array("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".utf8)
        for name in ["a.svg", "a.html", "a", "txt", "a.js", "a.txt.html", "a.png", "a.txt\u{202E}"] {
            #expect(Self.refusal(text, name) == "error.file_kind", "\(name)")
        }
        #expect(Self.refusal(text, "a.txt") == nil)
        #expect(Self.refusal([0xFF, 0xD8, 0xFF], "a.jpg") == "error.picture_broken")
        #expect(Self.refusal(Array("%PDF-1.4 %%EOF".utf8), "a.pdf") == nil)
    }

    @Test func `a document is no picture`() {
        for content in [Array("%PDF-1.4 %%EOF".utf8), Self.zip(Self.word), Array("text".utf8)] {
            #expect(throws: Complaint.Refusal.self) { try Picture(reading: content) }
        }
    }
}
