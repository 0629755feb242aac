import Glibc
import HTTP
import Server
import Synchronization
import Testing

/// A small site under test, and what its handler saw.
final class Site: Sendable {
    let server: Server
    let log: Log

    final class Log: Sendable {
        let requests = Mutex<[Request]>([])
        let completions = Mutex<[Completion]>([])
        let faults = Mutex<[String]>([])
    }

    init(_ adjust: (inout ServerSettings) -> Void = { _ in }) throws {
        let log = Log()
        var settings = ServerSettings(address: "127.0.0.1", port: 0, seed: 7)
        settings.sweepInterval = .milliseconds(20)
        settings.connectionsPerAddress = 2_000
        settings.bodyLimit = { path in
            path.hasPrefix("/hooks/")
                ? BodyLimit(bytes: 1 << 20, keptOfOverflow: 4_096) : BodyLimit(bytes: 1 << 20)
        }
        settings.onCompletion = { completion in log.completions.withLock { $0.append(completion) } }
        settings.onFault = { fault in log.faults.withLock { $0.append(fault) } }
        adjust(&settings)
        self.log = log
        server = try Server(settings) { request in
            log.requests.withLock { $0.append(request) }
            return await Site.answer(request)
        }
    }

    /// A site for the time of one test.
    static func with(
        _ adjust: (inout ServerSettings) -> Void = { _ in }, _ test: (Site) async throws -> Void
    ) async throws {
        let site = try Site(adjust)
        do { try await test(site) } catch {
            _ = await site.server.drain(within: .seconds(2), linger: .zero)
            throw error
        }
        #expect(await site.server.drain(within: .seconds(2), linger: .zero) == .clean)
    }

    static let page = "<p>" + String(repeating: "Orders near their limit. ", count: 1_600) + "</p>"

    private static func answer(_ request: Request) async -> Response {
        switch request.path {
        case "/page": return Response(.ok, headers: ["content-type": "text/html; charset=utf-8"], text: page)
        case "/echo": return Response(.ok, headers: ["content-type": "application/octet-stream"], body: request.body)
        case "/who": return Response(.ok, text: "\(request.address) \(request.host) \(request.isSecure)")
        case "/fields":
            return Response(.ok, text: request.headers.fields.map { "\($0.name)=\($0.value)" }.joined(separator: "\n"))
        case "/slow":
            try? await Task.sleep(for: .milliseconds(Int(request.query) ?? 50))
            return Response(.ok, text: "slow")
        case "/huge": return Response(.ok, body: [UInt8](repeating: 120, count: 10 << 20))
        case "/heavy":
            return Response(.ok, headers: ["x-heavy": String(repeating: "h", count: 8_000)], text: "heavy")
        case "/thread": return Response(.ok, text: threadName())
        case "/nothing": return Response(.noContent, body: [1, 2, 3])
        case "/same": return Response(.notModified, headers: ["etag": "\"a\""], body: [1, 2, 3])
        case "/split": return Response(.ok, headers: ["x-name": "a\r\nset-cookie: b=c"], text: "x")
        case "/file":
            return Response(
                .ok, headers: ["content-type": "text/css", "etag": "\"v1\""], body: Array("plain".utf8),
                gzipBody: Gzip.compress(Array("plain".utf8)))
        case let path where path.hasPrefix("/hooks/"):
            return Response(request.bodyOverflow == nil ? .ok : .contentTooLarge, text: "\(request.body.count)")
        default: return Response(.ok, text: request.method.rawValue + " " + request.path)
        }
    }

    var requests: [Request] { log.requests.withLock(\.self) }

    func wire() throws -> Wire { try Wire(server.port) }

    /// Waits for what happens on the server's threads.
    func eventually(_ condition: () -> Bool) async -> Bool {
        for _ in 0..<3_000 {
            if condition() { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return condition()
    }
}

private func threadName() -> String {
    guard let file = fopen("/proc/thread-self/comm", "r") else { return "" }
    defer { fclose(file) }
    var name = [CChar](repeating: 0, count: 32)
    fgets(&name, 32, file)
    return String(decoding: name.prefix { $0 > 32 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
