import App
import Foundation
import HTTP
import Jobs
import Postgres
import Server
import Store

/// Serves the site, and works off the queue beside it.
enum ServeCommand: Command {
    static let name = "serve"
    static let summary = "serve the site and run its jobs"
    static let help = """
        takt serve [--no-work]
            Checks the installation, then serves on TAKT_LISTEN, and /metrics on TAKT_METRICS_LISTEN,
            until SIGTERM or Ctrl-C: accepted requests are answered and running jobs finished or given
            back. The log goes to standard output, one JSON object a line. While nobody runs the
            installation yet, a one-time setup address is said on standard error.

            --no-work   leave the jobs to "takt work"
        """
    static let options: Set<String> = []
    static let flags: Set<String> = ["--no-work"]

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard arguments.words.isEmpty else {
            throw Arguments.Refusal(description: "unknown word \(arguments.words[0])")
        }
        StopSignal.listen()
        let installation = try Installation(try await Boot.check())
        let metrics = try installation.listenForMetrics()
        let server = try installation.listen()
        let works = !arguments.flags.contains("--no-work")
        let work = works ? Task { await installation.work() } : nil
        let live = Task { await installation.services.live.run() }
        installation.log.event("serving", ["address": .string("\(installation.boot.settings.listen)")])
        if try await installation.services.store.needsSetup() {
            Takt.complain(
                "Nobody runs this installation yet; open \(try await installation.setupLink()) within 24 hours")
        }
        await StopSignal.wait()
        installation.log.event("stopping", [:])
        let limit = installation.boot.settings.stopSeconds
        // Open pages are told to come again, to whoever serves then.
        await installation.services.live.close()
        async let served = server.drain(within: .seconds(max(1, min(10, limit - 5))))
        async let worked: Void = installation.worker.stop(grace: .seconds(max(1, min(20, limit - 5))))
        _ = await (served, worked)
        work?.cancel()
        live.cancel()
        _ = await metrics?.drain(within: .seconds(1), linger: .zero)
        installation.boot.database.close()
        installation.log.event("stopped", [:])
        return 0
    }
}
