import App
import Crypto
import HTTP
import Postgres
import Web

/// The security review on one screen.
enum RoutesCommand: Command {
    static let name = "routes"
    static let summary = "print every route: method, path, who may use it, where its handler is"
    static let help = """
        takt routes
            A line for each route, by path: method, path, access, and the file and line of its handler.
            Needs no database.
        """
    static let options: Set<String> = []
    static let flags: Set<String> = []

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard arguments.words.isEmpty else {
            throw Arguments.Refusal(description: "unknown word \(arguments.words[0])")
        }
        let unchecked = Boot(
            settings: try Settings.ofProcess(for: []), keys: try KeyRing(text: KeyRing.newFile()),
            database: Database(DatabaseSettings(conninfo: "")))
        let routes = try Installation(unchecked).site.router.routes
            .sorted { ($0.pattern.text, $0.method.rawValue) < ($1.pattern.text, $1.method.rawValue) }
        let width = routes.map(\.pattern.text.count).max() ?? 0
        let accessWidth = routes.map(\.access.description.count).max() ?? 0
        for route in routes {
            print(
                route.method.rawValue.padded(to: 6), route.pattern.text.padded(to: width),
                route.access.description.padded(to: accessWidth), route.handler)
        }
        return 0
    }
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
