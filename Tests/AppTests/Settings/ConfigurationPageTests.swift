import Foundation
import Testing

@testable import App

/// The page that explains the settings knows each of them with its default, and no other.
struct ConfigurationPageTests {
    private let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private var declared: [String: String] {
        var reader = SettingsReader([:]) { _ in nil }
        _ = Settings(&reader, [])
        return Dictionary(reader.declared.map { ($0.name, $0.fallback) }) { first, _ in first }
    }

    @Test func `the page lists every setting with its default`() throws {
        let rows = try text("docs/configuration.md").matches(of: /(?m)^\| `(TAKT_\w+)` \| (?:`([^`]*)` )?\| (.+) \|$/)
        let listed = Dictionary(rows.map { (String($0.1), String($0.2 ?? "")) }) { first, _ in "\(first), twice" }
        #expect(listed == declared)
    }

    @Test func `the example names every setting once`() throws {
        let rows = try text(".env.example").matches(of: /(?m)^#?(TAKT_\w+)=(.*)$/)
        let listed = Dictionary(rows.map { (String($0.1), String($0.2)) }) { first, _ in "\(first), twice" }
        #expect(listed.keys.sorted() == declared.keys.sorted())
        for (name, fallback) in declared where !fallback.isEmpty { #expect(listed[name] == fallback) }
    }

    @Test func `a default is well formed`() {
        var reader = SettingsReader([:]) { _ in nil }
        _ = Settings(&reader, [])
        #expect(reader.problems == [])
        var told = SettingsReader(declared) { _ in nil }
        _ = Settings(&told, [])
        #expect(told.problems == [])
    }
}
