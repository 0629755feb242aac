import CMicrohttpd
import Glibc

/// Addresses of peers as text, always in one spelling so that they can be compared.
enum PeerAddress {
    static func text(_ name: UnsafePointer<sockaddr>?) -> String {
        guard let name else { return "" }
        let bytes = UnsafeRawPointer(name)
        switch Int32(name.pointee.sa_family) {
        case AF_INET: return print(AF_INET, bytes + 4)
        case AF_INET6: return print(AF_INET6, bytes + 8)
        default: return ""
        }
    }

    /// 4 bytes or 16; nil for what is not an address.
    static func bytes(_ text: String) -> [UInt8]? {
        var address = in6_addr()
        return withUnsafeMutableBytes(of: &address) { bytes in
            guard let start = bytes.baseAddress else { return nil }
            if inet_pton(AF_INET, text, start) == 1 { return Array(bytes.prefix(4)) }
            return inet_pton(AF_INET6, text, start) == 1 ? Array(bytes) : nil
        }
    }

    /// Nil for what is not an address.
    static func canonical(_ text: String) -> String? {
        var address = in6_addr()
        return withUnsafeMutableBytes(of: &address) { bytes in
            guard let start = bytes.baseAddress else { return nil }
            if inet_pton(AF_INET, text, start) == 1 { return print(AF_INET, start) }
            if inet_pton(AF_INET6, text, start) == 1 { return print(AF_INET6, start) }
            return nil
        }
    }

    private static func print(_ family: Int32, _ address: UnsafeRawPointer) -> String {
        var text = [CChar](repeating: 0, count: 64)
        guard inet_ntop(family, address, &text, socklen_t(text.count)) != nil else { return "" }
        let printed = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // An IPv4 client of an IPv6 socket.
        return printed.hasPrefix("::ffff:") && printed.contains(".") ? String(printed.dropFirst(7)) : printed
    }
}
