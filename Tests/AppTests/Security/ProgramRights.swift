import App
import Foundation
import HTTP
import TestSupport
import Web

/// Who calls the JSON door; the raw value is the column of the second table of `docs/rights.md`.
enum ProgramActor: String, CaseIterable {
    case viewer, rep, manager, admin, elsewhere
    case outsider = "viewer outside"
    case noToken = "no token"
    case wrongToken = "wrong token"
    case withoutScope = "without scope"
}

/// The second table of `docs/rights.md`: what every route of the JSON door answers to everybody.
struct ProgramRights {
    struct Row {
        let method: HTTP.Method
        let pattern: String
        /// As `AccessKind` describes itself.
        let access: String
        let cells: [ProgramActor: Int]

        var name: String { "\(method.rawValue) \(pattern)" }
    }

    let rows: [Row]

    init() throws {
        let file = TestSite.repository.appending(path: "docs/rights.md")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        guard let start = lines.firstIndex(where: { $0.hasPrefix("| API method") }) else {
            throw Rights.Unreadable(line: "")
        }
        let columns = Self.cells(lines[start]).dropFirst(3).map(ProgramActor.init(rawValue:))
        rows = try lines[start...].dropFirst(2).prefix { $0.hasPrefix("|") }.map { line in
            let cells = Self.cells(line)
            guard cells.count == columns.count + 3, let method = HTTP.Method(rawValue: cells[0]) else {
                throw Rights.Unreadable(line: String(line))
            }
            var codes: [ProgramActor: Int] = [:]
            for (actor, cell) in zip(columns, cells.dropFirst(3)) {
                guard let actor, let code = Int(cell) else { throw Rights.Unreadable(line: String(line)) }
                codes[actor] = code
            }
            guard codes.count == ProgramActor.allCases.count else { throw Rights.Unreadable(line: String(line)) }
            return Row(method: method, pattern: cells[1], access: cells[2], cells: codes)
        }
    }

    private static func cells(_ line: Substring) -> [String] {
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
