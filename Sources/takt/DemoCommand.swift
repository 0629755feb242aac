import App
import Foundation

/// Fills a private installation with something to look at.
enum DemoCommand: Command {
    static let name = "demo"
    static let summary = "make a demo organization with ninety days of orders, or go on telling it"
    static let help = """
        takt demo --email ADDRESS --password-file FILE [--orders N]
            Makes an organization with two projects in two zones, people of every role and so many orders
            (3000), told through the intake as a shop would. Only where the public origin is loopback.
        takt demo --email ADDRESS --live [--pace SECONDS]
            Goes on telling: every few seconds (5) an order moves on or a new one comes in, until Ctrl-C.
            Both at once makes the demo first.
        """
    static let options: Set<String> = ["--email", "--password-file", "--orders", "--pace"]
    static let flags: Set<String> = ["--live"]

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard let email = arguments.options["--email"] else {
            throw Arguments.Refusal(description: "--email is needed")
        }
        let isLive = arguments.flags.contains("--live")
        let count = try number("--orders", in: 1...20_000, or: 3_000, arguments)
        let pace = try number("--pace", in: 1...3_600, or: 5, arguments)
        guard isLive || arguments.options["--password-file"] != nil else {
            throw Arguments.Refusal(description: "--password-file or --live is needed")
        }
        let installation = try Installation(try await Boot.check())
        let demo = Demo(installation.site)
        if let file = arguments.options["--password-file"] {
            let password = try String(contentsOfFile: file, encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            try await demo.make(email: email, password: password, orders: count) { done, total in
                Takt.complain("demo: \(done) of \(total) status changes")
            }
        }
        guard isLive else { return 0 }
        StopSignal.listen()
        let telling = Task { try await demo.live(email: email, pace: Double(pace)) { Takt.complain("demo: \($0)") } }
        let watch = Task {
            await StopSignal.wait()
            telling.cancel()
        }
        defer { watch.cancel() }
        do { try await telling.value } catch is CancellationError {}
        return 0
    }

    private static func number(
        _ option: String, in range: ClosedRange<Int>, or usual: Int, _ arguments: Arguments
    ) throws -> Int {
        guard let text = arguments.options[option] else { return usual }
        guard let number = Int(text), range.contains(number) else {
            throw Arguments.Refusal(
                description: "\(option) is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
