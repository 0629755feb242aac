import Foundation

/// A PostgreSQL server for tests: the one `TAKT_TEST_CLUSTER` names (`host=… user=…`, a superuser), or a
/// private one under `.local/`, which keeps running between runs.
package struct TestCluster: Sendable {
    /// libpq's form, as the superuser, without a database.
    package let conninfo: String
    /// Where a private cluster lives; nil for somebody else's.
    private let folder: String?

    package func conninfo(database: String, user: String? = nil) -> String {
        conninfo + " dbname=\(database)" + (user.map { " user=\($0)" } ?? "")
    }

    package static var shared: TestCluster { get async throws { try await sharedTask.value } }

    private static let sharedTask = Task.detached { () throws -> TestCluster in
        if let conninfo = ProcessInfo.processInfo.environment["TAKT_TEST_CLUSTER"], !conninfo.isEmpty {
            return TestCluster(conninfo: conninfo, folder: nil)
        }
        return try alone("own-test-pg")
    }

    /// A private cluster that no other suite uses: for tests that stop the server.
    package static func alone(_ name: String) throws -> TestCluster {
        let folder = try place(for: name)
        let cluster = TestCluster(conninfo: "host=\(folder) user=postgres", folder: folder)
        try cluster.withLock {
            if !FileManager.default.fileExists(atPath: folder + "/data/PG_VERSION") { try cluster.create() }
            if try !cluster.isRunning { try cluster.start() }
        }
        return cluster
    }

    package func start() throws {
        guard let folder else { return }
        try tool("pg_ctl", ["-D", folder + "/data", "-l", folder + "/log", "-w", "-t", "60", "start"])
    }

    /// Fast: sessions are cut, nothing committed is lost.
    package func stop() throws {
        guard let folder else { return }
        try tool("pg_ctl", ["-D", folder + "/data", "-m", "fast", "-w", "stop"])
    }

    private var isRunning: Bool {
        get throws {
            guard let folder else { return true }
            return try run([Self.bin + "/pg_ctl", "-D", folder + "/data", "status"], silent: true) == 0
        }
    }

    private func create() throws {
        guard let folder else { return }
        try? FileManager.default.removeItem(atPath: folder + "/data")
        try tool(
            "initdb",
            [
                "-D", folder + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-k",
            ])
        let settings = """

            listen_addresses = ''
            unix_socket_directories = '\(folder)'
            max_connections = 300
            shared_buffers = 128MB
            fsync = off
            full_page_writes = off
            jit = off
            max_parallel_workers_per_gather = 0
            random_page_cost = 1.1
            autovacuum_naptime = 15s
            log_min_messages = fatal

            """
        let text = folder + "/settings.conf"
        try settings.write(toFile: text, atomically: true, encoding: .utf8)
        _ = try run(["/bin/sh", "-c", "cat '\(text)' >> '\(folder)/data/postgresql.conf'"])
    }

    private func withLock<Value>(_ work: () throws -> Value) throws -> Value {
        let file = open((folder ?? "/tmp") + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        defer { close(file) }
        guard file >= 0, flock(file, LOCK_EX) == 0 else { throw Failure("cannot lock \(folder ?? "")") }
        return try work()
    }

    private func tool(_ name: String, _ arguments: [String]) throws {
        guard try run([Self.bin + "/" + name] + arguments) == 0 else {
            throw Failure("\(name) failed; see \(folder ?? "")/tools.log")
        }
    }

    /// Postgres refuses to run as root, so root steps down to the package's own user.
    private func run(_ command: [String], silent: Bool = false) throws -> Int32 {
        let stepDown = ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        let words = geteuid() == 0 ? stepDown + command : command
        // Not Foundation's Process: it waits for a descriptor to close that the server inherits.
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let log = silent ? "/dev/null" : (folder ?? "/tmp") + "/tools.log"
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that Ctrl-C in a test run does not stop the server.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let copies = words.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        var process = pid_t()
        guard posix_spawn(&process, words[0], &actions, &attributes, copies, environ) == 0 else {
            throw Failure("cannot run \(words[0])")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static let bin: String = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.max { (Int($0) ?? 0) < (Int($1) ?? 0) }
        return newest.map { "/usr/lib/postgresql/\($0)/bin" } ?? "/usr/bin"
    }()

    /// `.local/NAME` of this checkout; a short path in the temporary folder when that one is too long for
    /// a socket or closed to the user who runs the server.
    private static func place(for name: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let near = root + "/.local/" + name
        let far = NSTemporaryDirectory() + "takt-" + Fingerprint.of([near])
        let folder = near.utf8.count < 80 && isOpen(root) ? near : far
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if geteuid() == 0, let user = getpwnam("postgres") {
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        return folder
    }

    private static func isOpen(_ path: String) -> Bool {
        guard geteuid() == 0 else { return true }
        var path = path
        while path != "/" {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & 0o001 != 0 else { return false }
            path = URL(fileURLWithPath: path).deletingLastPathComponent().path
        }
        return true
    }
}

/// A test's surroundings are not as it needs them.
package struct Failure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// A short name for the content of some texts (FNV-1a).
enum Fingerprint {
    static func of(_ texts: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in texts {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x0000_0100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}
