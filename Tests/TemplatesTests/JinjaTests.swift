import Foundation
import Testing

@testable import Templates

/// The Python that has Jinja2: named by TAKT_PYTHON, or where bin/test puts it.
private let python: String? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let given = ProcessInfo.processInfo.environment["TAKT_PYTHON"]
    let candidates = [given, root.appendingPathComponent(".local/venv/bin/python").path].compactMap { $0 }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
}()

@Suite struct JinjaTests {
    struct Answer: Decodable {
        let text: String?
        let error: String?
        let message: String?
    }

    /// What Jinja2 makes of each case.
    private func answers(to cases: [String], _ python: String) throws -> [Answer] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("takt-jinja-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try cases.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/templates/jinja.py")
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script.path, file.path]
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try String(decoding: data, as: UTF8.self).split(separator: "\n").map {
            try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
        }
    }

    @Test(.enabled(if: python != nil, "needs Jinja2: run bin/test, or set TAKT_PYTHON to a Python that has it"))
    func `random templates come out as Jinja renders them`() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["TAKT_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
        let count = environment["TAKT_TEMPLATES"].flatMap { Int($0) } ?? 400
        let context = try Value(json: TemplateWriter.context)
        let all = (0..<count).map { number in
            var writer = TemplateWriter(seed: seed &+ UInt64(number))
            return writer.templates()
        }
        let lines = try all.map { templates in
            let sources = String(decoding: try JSONEncoder().encode(templates), as: UTF8.self)
            return "{\"templates\": \(sources), \"main\": \"main.html\", \"context\": \(TemplateWriter.context)}"
        }
        let answers = try answers(to: lines, try #require(python))
        try #require(answers.count == count)
        var rendered = 0
        for (number, (templates, answer)) in zip(all, answers).enumerated() {
            let result = Result {
                try Library(sources: templates, dialect: .jinja).render("main.html", context)
            }
            let told = "TAKT_SEED=\(seed &+ UInt64(number)): \(templates)"
            switch (result, answer.text) {
            case (.success(let page), let text?):
                rendered += 1
                #expect(String(decoding: page, as: UTF8.self) == text, "\(told)")
            case (.success(let page), nil):
                Issue.record("\(told)\nours: \(String(decoding: page, as: UTF8.self))\nJinja: \(answer.message ?? "")")
            // Inside a list Python writes what is undefined by that name; we say that it is undefined.
            case (.failure(let error as TemplateError), let text?)
            where error.kind == .undefined && text.contains("Undefined"):
                continue
            case (.failure(let error), _?): Issue.record("\(told)\nours: \(error)")
            case (.failure(let error), nil):
                let kind = (error as? TemplateError)?.kind.rawValue
                // Where Python stumbles over the type of what is undefined, we say that it is undefined.
                let isNamed = kind == answer.error || (kind == "undefined" && answer.error == "runtime")
                #expect(isNamed, "\(told)\nours: \(error)")
            }
        }
        // A writer that produced mostly errors would prove little.
        #expect(rendered * 2 > count, "seed \(seed)")
    }
}
