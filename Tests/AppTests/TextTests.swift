@testable import App
import Foundation
import Outbound
import Testing
import Web

/// The catalogue against everything that speaks from it.
struct TextTests {
    @Test func `every text that the program names is in the catalogue`() throws {
        let keys = try PageTests.looks.get().catalogue.keys
        let named = try Self.sources().matches(
            of: /(?:Complaint|Flash|Refusal)\(\s*"([a-z_.0-9]+)"|"(error\.[a-z_.]+)"/)
        let missing = Set(named.compactMap { ($0.1 ?? $0.2).map(String.init) }).subtracting(keys)
        #expect(missing.isEmpty)
    }

    @Test func `every verdict of the CRM and every failure of a call has words`() throws {
        let keys = try PageTests.looks.get().catalogue.keys
        let verdicts = KeyCRMVerdict.Kind.allCases.filter { $0 != .unreachable }.map { "keycrm.\($0.rawValue)" }
        let failures = OutboundFailure.allCases.map(\.key)
        #expect(Set(verdicts + failures).subtracting(keys).isEmpty)
    }

    @Test func `a text that nothing says is in nobody's way: it goes`() throws {
        let keys = try PageTests.looks.get().catalogue.keys
        let spoken = try Self.sources() + Self.templates()
        let literals = Set(spoken.matches(of: /"([a-z_]+\.[a-z_.0-9]+)"/).map { String($0.1) })
        // A key put together while rendering begins with what the template or the program writes.
        let beginnings = Set(
            spoken.matches(of: /"([a-z_]+\.[a-z_]*)" ~|"([a-z_]+\.[a-z_]*)\\\(/).compactMap {
                ($0.1 ?? $0.2).map(String.init)
            }
        )
        let silent = keys.subtracting(literals).filter { key in !beginnings.contains { key.hasPrefix($0) } }
        #expect(silent.subtracting(Self.awaited).filter { !$0.hasPrefix("flash.") }.sorted() == [])
    }

    /// Said by handlers that are being written.
    private static let awaited: Set = [
        "error.address_scheme", "error.api_key", "error.email_taken", "error.name_taken", "error.stale", "sign_in.busy",
    ]

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func sources() throws -> String { try text("Sources", ".swift") }

    private static func templates() throws -> String { try text("Resources/templates", ".html") }

    private static func text(_ folder: String, _ ending: String) throws -> String {
        let folder = root.appending(path: folder)
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) }
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }.joined(separator: "\n")
    }
}
