import App
import HTTP
import Jobs
import Postgres
import Store

/// Works off the queue without serving.
enum WorkCommand: Command {
    static let name = "work"
    static let summary = "run jobs without serving"
    static let help = """
        takt work
            Runs the jobs of the queue, and queues what comes due by the clock, until SIGTERM or Ctrl-C;
            running ones finish or are given back.
            Any number of serving and working processes share one queue.
        """
    static let options: Set<String> = []
    static let flags: Set<String> = []

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard arguments.words.isEmpty else {
            throw Arguments.Refusal(description: "unknown word \(arguments.words[0])")
        }
        StopSignal.listen()
        let installation = try Installation(try await Boot.check())
        let work = Task { await installation.work() }
        let line = Task { await EventLine(installation.services.store).say() }
        installation.log.event("working", [:])
        await StopSignal.wait()
        installation.log.event("stopping", [:])
        await installation.worker.stop(grace: .seconds(max(1, min(20, installation.boot.settings.stopSeconds - 5))))
        work.cancel()
        line.cancel()
        installation.boot.database.close()
        return 0
    }
}
