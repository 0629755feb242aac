import Dispatch
import Glibc

/// A client that says exactly what a test wants said, byte by byte. One test uses it, one step after the
/// other. It waits on threads of its own: the handlers under test need Swift's.
final class Wire: @unchecked Sendable {
    /// One answer as it stood on the wire.
    struct Answer: Equatable {
        let status: Int
        /// Names in lower case.
        let headers: [(name: String, value: String)]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }

        static func == (left: Answer, right: Answer) -> Bool {
            left.status == right.status && left.body == right.body
        }
    }

    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var isClosed = false
    private var isReset = false

    init(_ port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafeBytes(of: &name) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                connect(descriptor, $0.baseAddress, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0 { throw Broken(description: "connect: \(String(cString: strerror(errno)))") }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
    }

    deinit { if !isReset { close(descriptor) } }

    func send(_ text: String) async { await send(Array(text.utf8)) }

    /// What cannot be sent because the other side has closed is not an error: answers tell.
    func send(_ bytes: [UInt8]) async {
        await aside { [descriptor] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes so that the other side sees a reset.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
        isReset = true
    }

    /// The next whole answer; nil when the connection ended or nothing came in time.
    func answer(within milliseconds: Int32 = 3_000, toHead: Bool = false) async throws -> Answer? {
        var end: Int?
        while true {
            end = headEnd
            if end != nil { break }
            guard await read(milliseconds) else { break }
        }
        guard let end else {
            if !buffer.isEmpty {
                throw Broken(description: "half an answer: \(String(decoding: buffer, as: UTF8.self))")
            }
            return nil
        }
        let lines = String(decoding: buffer[..<(end - 4)], as: UTF8.self).split(separator: "\r\n")
        let first = lines[0].split(separator: " ", maxSplits: 2)
        guard first.count >= 2, first[0] == "HTTP/1.1" || first[0] == "HTTP/1.0", let status = Int(first[1]) else {
            throw Broken(description: "no status line: \(lines[0])")
        }
        let headers = lines.dropFirst().map { line in
            let sides = line.split(separator: ":", maxSplits: 1)
            return (name: sides[0].lowercased(), value: String(sides[1].drop { $0 == " " }))
        }
        buffer.removeFirst(end)
        var length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        if toHead || status == 204 || status == 304 || status < 200 { length = 0 }
        while buffer.count < length {
            guard await read(milliseconds) else {
                throw Broken(description: "half a body: \(buffer.count) of \(length)")
            }
        }
        let body = Array(buffer[..<length])
        buffer.removeFirst(length)
        return Answer(status: status, headers: headers, body: body)
    }

    /// All that comes until the connection ends or is silent.
    func rest(within milliseconds: Int32 = 400) async -> String {
        while await read(milliseconds) {}
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
    }

    /// Whether the other side ends the connection in that time, having said nothing more.
    func isEnded(within milliseconds: Int32) async -> Bool {
        while await read(milliseconds) {}
        return isClosed && buffer.isEmpty
    }

    private var headEnd: Int? {
        guard buffer.count >= 4 else { return nil }
        for index in 0...(buffer.count - 4) where buffer[index] == 13 {
            if buffer[index + 1] == 10, buffer[index + 2] == 13, buffer[index + 3] == 10 { return index + 4 }
        }
        return nil
    }

    private func read(_ milliseconds: Int32) async -> Bool {
        guard !isClosed else { return false }
        let read: [UInt8]? = await aside { [descriptor] in
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&poll, 1, milliseconds) > 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &bytes, bytes.count, 0)
            return count < 0 ? [] : Array(bytes[..<count])
        }
        guard let read else { return false }
        buffer += read
        isClosed = read.isEmpty
        return !isClosed
    }

    private func aside<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { done in
            DispatchQueue.global().async { done.resume(returning: work()) }
        }
    }
}
