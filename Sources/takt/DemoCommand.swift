import App
import Foundation

/// Fills a private installation with something to look at.
enum DemoCommand: Command {
    static let name = "demo"
    static let summary = "make a demo organization with a month of orders"
    static let help = """
        takt demo --email ADDRESS --password-file FILE [--orders N]
            Makes an organization with one administrator, one project and so many orders (180), told
            through the intake as a shop would. Only where the public origin is loopback.
        """
    static let options: Set<String> = ["--email", "--password-file", "--orders"]
    static let flags: Set<String> = []

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard let email = arguments.options["--email"], let file = arguments.options["--password-file"] else {
            throw Arguments.Refusal(description: "--email and --password-file are needed")
        }
        let orders = arguments.options["--orders"] ?? "180"
        guard let count = Int(orders), (1...20_000).contains(count) else {
            throw Arguments.Refusal(description: "--orders is a number from 1 to 20000")
        }
        let password = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let installation = try Installation(try await Boot.check())
        try await Demo(installation.site).make(email: email, password: password, orders: count) { done, total in
            Takt.complain("demo: \(done) of \(total) status changes")
        }
        return 0
    }
}
