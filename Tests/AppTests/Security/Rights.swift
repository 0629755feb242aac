import App
import Foundation
import HTTP
import TestSupport
import Web

/// Who tries the routes; the raw value is the column of `docs/rights.md`.
enum Actor: String, CaseIterable {
    case visitor, viewer, rep, manager, admin, elsewhere
    case outsider = "viewer outside"
    case installationOperator = "operator"
}

/// The table of `docs/rights.md`: what every route answers to everybody.
struct Rights {
    struct Row {
        let method: Method
        let pattern: String
        /// As `AccessKind` describes itself.
        let access: String
        let cells: [Actor: String]

        var name: String { "\(method.rawValue) \(pattern)" }
    }

    /// What a cell and the tests' own rules come down to.
    enum Outcome: Equatable, CustomStringConvertible {
        case status(Int)
        case signIn

        init(_ cell: String) {
            self = Int(cell).map(Outcome.status) ?? .signIn
        }

        /// Nothing was done: no row may differ afterwards.
        var isDenial: Bool { self == .signIn || self == .status(403) || self == .status(404) }

        var description: String {
            switch self {
            case .status(let code): "\(code)"
            case .signIn: "sign in"
            }
        }
    }

    struct Unreadable: Error {
        let line: String
    }

    let rows: [Row]

    init() throws {
        let file = TestSite.repository.appending(path: "docs/rights.md")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        guard let start = lines.firstIndex(where: { $0.hasPrefix("| method") }) else { throw Unreadable(line: "") }
        let columns = Self.cells(lines[start]).dropFirst(3).map(Actor.init(rawValue:))
        rows = try lines[start...].dropFirst(2).prefix { $0.hasPrefix("|") }.map { line in
            let cells = Self.cells(line)
            guard cells.count == columns.count + 3, let method = Method(rawValue: cells[0]) else {
                throw Unreadable(line: String(line))
            }
            var outcomes: [Actor: String] = [:]
            for (actor, cell) in zip(columns, cells.dropFirst(3)) {
                guard let actor, Int(cell) != nil || cell == "sign in" else { throw Unreadable(line: String(line)) }
                outcomes[actor] = cell
            }
            guard outcomes.count == Actor.allCases.count else { throw Unreadable(line: String(line)) }
            return Row(method: method, pattern: cells[1], access: cells[2], cells: outcomes)
        }
    }

    subscript(_ route: Route) -> Row? {
        rows.first { $0.method == route.method && $0.pattern == route.pattern.text }
    }

    private static func cells(_ line: Substring) -> [String] {
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
