import CMicrohttpd
import Glibc

/// An open socket that waits for connections. Whoever takes the descriptor closes it.
struct Listener {
    let descriptor: Int32
    let port: UInt16

    init(address: String, port: UInt16) throws(ServerError) {
        let isIPv6 = address.contains(":")
        let descriptor = socket(
            isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0
        )
        guard descriptor >= 0 else { throw .system("no socket: \(String(cString: strerror(errno)))") }
        do throws(ServerError) {
            var on: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            try Self.bind(descriptor, address, port, isIPv6)
            guard listen(descriptor, 1_024) == 0 else { throw Self.refusal(address, port) }
            self.port = try Self.port(of: descriptor, isIPv6)
            self.descriptor = descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func bind(
        _ descriptor: Int32, _ address: String, _ port: UInt16, _ isIPv6: Bool
    ) throws(ServerError) {
        var result: Int32
        if isIPv6 {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = port.bigEndian
            guard inet_pton(AF_INET6, address, &name.sin6_addr) == 1 else { throw .notAnAddress(address) }
            result = withUnsafeBytes(of: &name) { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) {
                    Glibc.bind(descriptor, $0.baseAddress, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        } else {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            guard inet_pton(AF_INET, address, &name.sin_addr) == 1 else { throw .notAnAddress(address) }
            result = withUnsafeBytes(of: &name) { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) {
                    Glibc.bind(descriptor, $0.baseAddress, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        guard result == 0 else { throw refusal(address, port) }
    }

    private static func port(of descriptor: Int32, _ isIPv6: Bool) throws(ServerError) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { getsockname(descriptor, $0.baseAddress, &length) }
        }
        guard result == 0 else { throw .system("the socket has no name: \(String(cString: strerror(errno)))") }
        // The port stands at the same place for both families.
        return withUnsafeBytes(of: &storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
    }

    private static func refusal(_ address: String, _ port: UInt16) -> ServerError {
        switch errno {
        case EADDRINUSE: .taken(address: address, port: port)
        case EADDRNOTAVAIL: .notOurs(address: address)
        case EACCES, EPERM: .notPermitted(port: port)
        default: .system("cannot listen at \(address) port \(port): \(String(cString: strerror(errno)))")
        }
    }
}

enum SocketFlags {
    static let dontWait = Int32(MSG_DONTWAIT)
    static let noSignal = Int32(MSG_NOSIGNAL)
    static let peek = Int32(MSG_PEEK)
}
