import Foundation
import Testing

@testable import Templates

@Suite struct FolderTests {
    @Test func `a reloading library reads again what has changed, and keeps what it had when that is broken`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("takt-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("orders"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ text: String) throws {
            try text.write(to: folder.appendingPathComponent("orders/list.html"), atomically: true, encoding: .utf8)
        }
        try write("one")
        let library = try Library(folder: folder.path, reloads: true)
        func page() throws -> String { String(decoding: try library.render("orders/list.html"), as: UTF8.self) }
        #expect(library.names == ["orders/list.html"])
        #expect(try page() == "one")
        try write("two!")
        #expect(try page() == "two!")
        try write("{% if %}")
        #expect(throws: TemplateError.self) { try page() }
        try write("three")
        #expect(try page() == "three")
        #expect(try library.reload() == false)
    }
}
