import Foundation
import TestSupport
import Testing

/// The long proofs of `bin/prove` in short, on the built program and a durable cluster of their own.
@Suite(.serialized) struct ProofTests {
    /// F1.
    @Test(.timeLimit(.minutes(5))) func `what was acknowledged while processes were killed is stored once`() throws {
        try prove("ingest", "1000", "6")
    }

    /// F4.
    @Test(.timeLimit(.minutes(5))) func `a database that goes away is waited for, and nothing acknowledged is lost`()
        throws
    {
        try prove("restart", "3")
    }

    /// F18.
    @Test(.timeLimit(.minutes(5))) func `SIGTERM under load fails no accepted request`() throws {
        try prove("stop", "2")
    }

    /// F22.
    @Test(.timeLimit(.minutes(5))) func `a migration killed at any moment leaves nothing half`() throws {
        try prove("migrations", "3")
    }

    private func prove(_ arguments: String...) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments =
            [TestSite.repository.appending(path: "bench/prove/\(arguments[0])/run.sh").path()] + arguments.dropFirst()
        var environment = ProcessInfo.processInfo.environment
        environment["BENCH_PROGRAM"] =
            URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "takt").path()
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
    }
}
