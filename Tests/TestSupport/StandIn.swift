import Foundation

/// The stand-in for the CRM's API, as a process of its own on a free port of loopback; it ends with this value.
package final class StandIn: Sendable {
    package let port: Int
    private let process: Process

    package var base: String { "http://127.0.0.1:\(port)/v1" }
    /// The key it accepts: its own, because the calls under one key share one pace in the database.
    package let token = "key-\(UUID())"

    package struct Failure: Error {}

    /// `requestsPerMinute`: the limit it holds its callers to.
    package init(orders: Int = 40, requestsPerMinute: Int = 60) async throws {
        for _ in 0..<3 {
            let port = Int.random(in: 21_000...31_000)
            let process = try Self.start([
                "serve", "--port", "\(port)", "--orders", "\(orders)", "--token", token, "--rpm",
                "\(requestsPerMinute)",
            ])
            if try await Self.answers(port, process) {
                self.port = port
                self.process = process
                return
            }
            kill(process.processIdentifier, SIGKILL)
        }
        throw Failure()
    }

    deinit {
        // Not SIGTERM: a child inherits the signals that the starting thread has blocked.
        kill(process.processIdentifier, SIGKILL)
    }

    /// The bodies of the webhooks of the same invented shop, in time order unless told otherwise; the same for
    /// the same seed. `more`: flags of the stand-in's `send`, such as `--shuffle` or `--duplicates 0.1`.
    package static func webhooks(orders: Int = 40, seed: Int = 7, _ more: [String] = []) throws -> [[UInt8]] {
        let file = FileManager.default.temporaryDirectory.appending(path: "takt-webhooks-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        let process = try start(["send", "--orders", "\(orders)", "--seed", "\(seed)", "--dump", file.path] + more)
        process.waitUntilExit()
        return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    private static func start(_ arguments: [String]) throws -> Process {
        try start(script: "keycrm_standin.py", arguments)
    }

    /// Another program of `Tests/Fixtures`, on the same leash.
    static func start(script: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [ProcessInfo.processInfo.environment["TAKT_PYTHON"] ?? "python3", "-c", leash, fixtures + script]
            + arguments
        process.standardInput = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Ends the stand-in when our end of the pipe closes, also when the test process is killed.
    private static let leash = """
        import os, runpy, sys, threading
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
        sys.argv = sys.argv[1:]
        runpy.run_path(sys.argv[0], run_name="__main__")
        """

    private static let fixtures =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures").path + "/"

    private static func answers(_ port: Int, _ process: Process) async throws -> Bool {
        for _ in 0..<400 where process.isRunning {
            if connects(port) { return true }
            try await Task.sleep(for: .milliseconds(25))
        }
        return false
    }

    private static func connects(_ port: Int) -> Bool {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
