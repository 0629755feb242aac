import Foundation
import Forms
import Models
import Testing

/// Pictures: their kind and size from the content alone, and nothing kept in them but the picture.
struct PictureTests {
    private static func fixture(_ name: String) throws -> [UInt8] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return Array(try Data(contentsOf: tests.appending(path: "Fixtures/pictures/\(name)")))
    }

    private static func refusal(_ bytes: [UInt8]) -> String? {
        do {
            _ = try Picture(reading: bytes)
            return nil
        } catch { return error.complaint.key }
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(data.count).bigEndian, Array.init) + Array(name.utf8) + data + [0, 0, 0, 0]
    }

    private static let script = Array("<script>alert(document.domain)</script>".utf8)

    @Test func `pictures of a browser are read, each as what it is`() throws {
        let kinds: [(String, FileKind)] = [
            ("logo.png", .png), ("logo.jpg", .jpeg), ("logo.webp", .webp), ("clear.webp", .webp),
            ("lossless.webp", .webp),
        ]
        for (name, kind) in kinds {
            let bytes = try Self.fixture(name)
            let picture = try Picture(reading: bytes)
            #expect(picture.kind == kind && picture.width == 240 && picture.height == 80, "\(name)")
            #expect(try Picture(reading: picture.content) == picture, "\(name) is stable once read")
            #expect(picture.content.count <= bytes.count, "\(name)")
        }
    }

    @Test func `what was hidden in a picture or hung on behind it is not kept`() throws {
        let png = try Self.fixture("logo.png")
        let comment = Self.chunk("tEXt", Array("Comment\0".utf8) + Self.script)
        let laden = Array(png.prefix(33)) + comment + Self.chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]) + png.dropFirst(33)
        #expect(try Picture(reading: laden + Self.script).content == Picture(reading: png).content)
        let jpeg = try Self.fixture("logo.jpg")
        let exif = Array("Exif\0\0".utf8) + Self.script
        let segments: [[UInt8]] = [[0xFF, 0xE1], [0xFF, 0xFE]].map { $0 + [0, UInt8(exif.count + 2)] + exif }
        let told = [0xFF, 0xD8] + segments.joined() + jpeg.dropFirst(2)
        #expect(
            try Picture(reading: told + [0x50, 0x4B, 0x03, 0x04] + Self.script).content
                == Picture(reading: jpeg).content)
        var webp = try Self.fixture("clear.webp")
        let before = try Picture(reading: webp).content
        webp[20] |= 0x0C
        let data = Self.script + (Self.script.count % 2 == 1 ? [0] : [])
        for name in ["EXIF", "XMP "] {
            webp += Array(name.utf8) + withUnsafeBytes(of: UInt32(data.count).littleEndian, Array.init) + data
        }
        webp.replaceSubrange(4..<8, with: withUnsafeBytes(of: UInt32(webp.count - 8).littleEndian, Array.init))
        #expect(try Picture(reading: webp + Self.script).content == before)
    }

    @Test func `anything else is refused, whatever it begins or ends with`() throws {
        let png = try Self.fixture("logo.png"), jpeg = try Self.fixture("logo.jpg"),
            webp = try Self.fixture("logo.webp")
        let texts = [
            "", "GIF89a", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", "%PDF-1.7",
            "<!DOCTYPE html><script>alert(1)</script>", "BM", "PK\u{3}\u{4}", "\u{7f}ELF", "MZ", "II*\0",
            "RIFFxxxxWAVEfmt ",
            "#!/bin/sh", "<?php", "\u{feff}<?xml version=\"1.0\"?>", "text",
        ]
        for text in texts { #expect(Self.refusal(Array(text.utf8)) == "error.picture_kind", "\(text)") }
        #expect(Self.refusal(Self.script + png) == "error.picture_kind")
        #expect(Self.refusal([0, 0, 0, 0x1C] + Array("ftypavif".utf8)) == "error.picture_kind")
        for bytes in [png, jpeg, webp] {
            for length in stride(from: 16, to: bytes.count - 2, by: 7) {
                #expect(Self.refusal(Array(bytes.prefix(length))) != nil, "cut at \(length)")
            }
        }
        // A chunk that is needed and unknown; no picture at all; a head that comes twice.
        let head = Array(png.prefix(33)), end = Self.chunk("IEND", [])
        for broken in [
            head + Self.chunk("EVIL", []) + png.dropFirst(33), head + end, head + png.dropFirst(8),
            head + Self.chunk("\u{1}\u{1}\u{1}\u{1}", []) + png.dropFirst(33),
        ] {
            #expect(Self.refusal(broken) == "error.picture_broken")
        }
        // Two frames; an animation; a canvas that is not the picture's.
        #expect(Self.refusal(Array(jpeg.dropLast(2)) + jpeg.dropFirst(2)) == "error.picture_broken")
        for (place, bits) in [(20, UInt8(0x02)), (24, 0x01)] {
            var other = webp
            other[place] ^= bits
            #expect(Self.refusal(other) == "error.picture_broken")
        }
    }

    @Test func `a small file cannot unfold to a picture that fills a browser's memory`() throws {
        var png = try Self.fixture("logo.png"), jpeg = try Self.fixture("logo.jpg"),
            webp = try Self.fixture("logo.webp")
        png.replaceSubrange(16..<24, with: [0, 0, 0x10, 0, 0, 0, 0x10, 0])
        #expect(try Picture(reading: png).width == 4_096)
        for size: [UInt8] in [
            [0, 0, 0x10, 1, 0, 0, 0, 1], [0, 0, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 0, 1],
        ] {
            png.replaceSubrange(16..<24, with: size)
            #expect(Self.refusal(png) == "error.picture_pixels", "\(size)")
        }
        let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && [0xC0, 0xC2].contains(jpeg[$0 + 1]) })
        jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(Self.refusal(jpeg) == "error.picture_pixels")
        webp.replaceSubrange(24..<30, with: [0xFF, 0xFF, 0, 0xFF, 0xFF, 0])
        #expect(Self.refusal(webp) != nil)
    }

    @Test func `a name is words with the content's own ending`() {
        let names = [
            "logo.png": "logo.png", "Logo.PNG": "Logo.png", "../../etc/passwd": "passwd.png",
            "C:\\fakepath\\logo.png": "logo.png", "evil.html": "evil.html.png", "x.png.exe": "x.png.exe.png",
            "logo\u{202E}gnp.html": "logognp.html.png", "a\u{0}b\r\n.png": "ab.png", "": "file.png", "..": "file.png",
            "/": "file.png", ".htaccess": "htaccess.png", "  .png": "file.png", "лого 1.png": "лого 1.png",
            "\u{200B}\u{FEFF}": "file.png", "a/../": "file.png",
        ]
        for (sent, shown) in names { #expect(FileName.shown(sent, as: .png) == shown, "\(sent.debugDescription)") }
        #expect(FileName.shown("photo.jpeg", as: .jpeg) == "photo.jpg")
        #expect(FileName.shown("photo.png", as: .webp) == "photo.png.webp")
        #expect(FileName.shown(String(repeating: "я", count: 5_000), as: .png).count == 104)
    }
}
