import Glibc
import Synchronization

/// A server on loopback that counts who came, answers with prepared bytes and hangs up.
final class Listener: Sendable {
    let port: Int
    private let door: Int32
    private let seen = Mutex<(connections: Int, requests: [String])>((0, []))

    var connections: Int { seen.withLock { $0.connections } }
    var requests: [String] { seen.withLock { $0.requests } }

    /// `answer`: nil holds the connection open and says nothing. All addresses of the machine, so that every
    /// spelling of it would arrive.
    init(answer: [UInt8]?) throws {
        (door, port) = try Self.open()
        let context = Unmanaged.passRetained(Errand { [self] in serve(answer) })
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<Errand>.fromOpaque(pointer).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        pthread_detach(thread)
    }

    private static func open() throws -> (door: Int32, port: Int) {
        let door = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        var off: Int32 = 0
        setsockopt(door, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &off, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                guard bind(door, $0, length) == 0, listen(door, 64) == 0, getsockname(door, $0, &length) == 0 else {
                    throw Failure(errno: errno)
                }
            }
        }
        return (door, Int(UInt16(bigEndian: address.sin6_port)))
    }

    convenience init(answer: String) throws {
        try self.init(answer: Array(answer.utf8))
    }

    func close() {
        shutdown(door, Int32(SHUT_RDWR))
    }

    private func serve(_ answer: [UInt8]?) {
        var held: [Int32] = []
        while true {
            let peer = accept(door, nil, nil)
            guard peer >= 0 else { break }
            seen.withLock { $0.connections += 1 }
            guard let answer else {
                held.append(peer)
                continue
            }
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = read(peer, &bytes, bytes.count)
            let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            seen.withLock { $0.requests.append(text) }
            var sent = 0
            while sent < answer.count {
                let some = answer[sent...].withUnsafeBytes {
                    send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard some > 0 else { break }
                sent += some
            }
            shutdown(peer, Int32(SHUT_WR))
            Glibc.close(peer)
        }
        for peer in held { Glibc.close(peer) }
        Glibc.close(door)
    }

    struct Failure: Error {
        let errno: Int32
    }

    private final class Errand: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}
