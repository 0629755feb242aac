import CCurl
import Glibc

/// An address as the socket will get it: no spelling is left, so nothing can be misread.
struct InternetAddress: Equatable, Sendable {
    /// Four or sixteen.
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init?(_ address: UnsafePointer<curl_sockaddr>) {
        let length = Int(address.pointee.addrlen)
        let raw = UnsafeRawPointer(address).advanced(by: MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0)
        switch address.pointee.family {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            let facts = raw.loadUnaligned(as: sockaddr_in.self)
            bytes = withUnsafeBytes(of: facts.sin_addr) { Array($0) }
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            let facts = raw.loadUnaligned(as: sockaddr_in6.self)
            bytes = withUnsafeBytes(of: facts.sin6_addr) { Array($0) }
        default: return nil
        }
    }

    /// A place in the public internet: everything else is this machine, its neighbours, or nowhere.
    var isPublic: Bool {
        switch bytes.count {
        case 4: !Self.closed4.contains { $0.holds(bytes) }
        case 16: Self.global6.holds(bytes) && !Self.closed6.contains { $0.holds(bytes) }
        default: false
        }
    }

    struct Range: Sendable {
        let prefix: [UInt8]
        let bits: Int

        init(_ prefix: [UInt8], _ bits: Int) {
            self.prefix = prefix
            self.bits = bits
        }

        func holds(_ bytes: [UInt8]) -> Bool {
            prefix.indices.allSatisfy { index in
                let counted = min(8, max(0, bits - 8 * index))
                let mask = UInt8(truncatingIfNeeded: 0xff00 >> counted)
                return bytes[index] & mask == prefix[index] & mask
            }
        }
    }

    /// IANA's special-purpose registry, version 4.
    private static let closed4 = [
        Range([0], 8),  // this host
        Range([10], 8),  // private
        Range([100, 64], 10),  // carrier-grade NAT
        Range([127], 8),  // loopback
        Range([169, 254], 16),  // link-local, cloud metadata
        Range([172, 16], 12),  // private
        Range([192, 0, 0], 24),  // protocol assignments
        Range([192, 0, 2], 24),  // documentation
        Range([192, 88, 99], 24),  // 6to4 relays
        Range([192, 168], 16),  // private
        Range([198, 18], 15),  // benchmarks
        Range([198, 51, 100], 24),  // documentation
        Range([203, 0, 113], 24),  // documentation
        Range([224], 4),  // multicast
        Range([240], 4),  // reserved, broadcast
    ]

    /// Of version 6 only what is handed out for the internet; that leaves out loopback, mapped, NAT64,
    /// unique-local, link-local and multicast without naming them.
    private static let global6 = Range([0x20], 3)
    private static let closed6 = [
        Range([0x20, 0x01, 0x00], 23),  // Teredo, ORCHID and other protocols
        Range([0x20, 0x01, 0x0d, 0xb8], 32),  // documentation
        Range([0x20, 0x02], 16),  // 6to4: carries any version 4 address
        Range([0x3f, 0xfe], 16),  // the former 6bone
        Range([0x3f, 0xff, 0x00], 20),  // documentation
    ]
}
