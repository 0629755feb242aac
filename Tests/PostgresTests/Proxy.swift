import Foundation
import Postgres
import Synchronization
import TestSupport

/// Stands between a test and the server on a socket of its own and breaks what passes through.
final class Proxy: Sendable {
    enum Fault: Sendable {
        case none
        /// The first COMMIT never reaches the server.
        case dropsCommit
        /// The server's answer to the first COMMIT never reaches the client.
        case dropsCommitAnswer
    }

    let conninfo: String
    private let folder: String
    private let target: String
    private let listener: Int32
    private let fault: Mutex<Fault>
    private let isSilent = Mutex(false)

    init(to database: TestDatabase, _ fault: Fault) throws {
        let words = database.conninfo(user: "takt_app").split(separator: " ")
        guard let host = words.first(where: { $0.hasPrefix("host=") })?.dropFirst(5), host.hasPrefix("/") else {
            throw Failure("the test cluster has no socket")
        }
        target = host + "/.s.PGSQL." + (words.first { $0.hasPrefix("port=") }?.dropFirst(5) ?? "5432")
        folder = NSTemporaryDirectory() + "takt-proxy-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        conninfo = "host=\(folder) port=5432 dbname=\(database.name) user=takt_app"
        self.fault = Mutex(fault)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard withAddress(folder + "/.s.PGSQL.5432", { bind(listener, $0, $1) }) == 0, listen(listener, 16) == 0 else {
            throw Failure("the proxy cannot listen")
        }
        Thread.detachNewThread { self.accept() }
    }

    func goSilent() { isSilent.withLock { $0 = true } }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            guard withAddress(target, { connect(server, $0, $1) }) == 0 else { break }
            Thread.detachNewThread { self.pump(client, server) }
        }
        Glibc.close(listener)
    }

    private func pump(_ client: Int32, _ server: Int32) {
        defer {
            Glibc.close(client)
            Glibc.close(server)
        }
        var dropsNextAnswer = false
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var descriptors = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&descriptors, 2, -1) > 0 else { return }
            for (index, (from, to)) in [(client, server), (server, client)].enumerated()
            where descriptors[index].revents != 0 {
                let count = read(from, &buffer, buffer.count)
                guard count > 0 else { return }
                if isSilent.withLock({ $0 }) { continue }
                if from == client, Data(buffer[0..<count]).range(of: Data("COMMIT".utf8)) != nil {
                    let fault = self.fault.withLock { fault in
                        defer { fault = .none }
                        return fault
                    }
                    if fault == .dropsCommit { return }
                    dropsNextAnswer = fault == .dropsCommitAnswer
                } else if from == server, dropsNextAnswer {
                    return
                }
                guard write(to, buffer, count) == count else { return }
            }
        }
    }
}

private func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
}
