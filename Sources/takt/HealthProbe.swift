import App
import Glibc

/// Asks the running server whether it is ready, as a container's health check does.
enum HealthProbe {
    /// True when `GET /readyz` on the listening address answers 200 within five seconds.
    static func isReady(_ address: ListenAddress, host name: String) -> Bool {
        // A server that listens everywhere also listens on loopback.
        let host = address.host == "0.0.0.0" ? "127.0.0.1" : address.host == "::" ? "::1" : address.host
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(address.port), &hints, &found) == 0, let target = found else { return false }
        defer { freeaddrinfo(found) }
        let file = socket(target.pointee.ai_family, target.pointee.ai_socktype, 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard connect(file, target.pointee.ai_addr, target.pointee.ai_addrlen) == 0 else { return false }
        let request = Array("GET /readyz HTTP/1.1\r\nHost: \(name)\r\nConnection: close\r\n\r\n".utf8)
        guard send(file, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return false }
        var answer = [UInt8](repeating: 0, count: 12)
        return recv(file, &answer, answer.count, Int32(MSG_WAITALL)) == 12
            && answer == Array("HTTP/1.1 200".utf8)
    }
}
