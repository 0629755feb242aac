import Testing

@testable import Templates

@Suite struct CaseFileTests {
    /// The cases lie beside the tests, so the run does not depend on where it is started.
    static func fixture(_ name: String) throws -> String {
        let here = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return try Library.text(of: "/\(here)/Fixtures/templates/\(name)")
    }

    @Test func `every case comes out as Jinja has it, and at most a tenth is refused`() throws {
        let results = CaseFile(text: try Self.fixture("cases.jsonl")).run()
        let failures = results.compactMap { name, verdict in
            if case .failed(let reason) = verdict { "\(name): \(reason)" } else { nil }
        }
        #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
        #expect(results.count == 80)
        let skipped = results.filter { if case .skipped = $0.verdict { true } else { false } }
        #expect(skipped.count * 10 <= results.count)
    }
}
