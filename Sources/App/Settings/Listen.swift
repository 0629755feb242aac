/// An address of this machine and a port: `127.0.0.1:8080`, `[::1]:8080`, `0.0.0.0:80`.
package struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    package let host: String
    package let port: UInt16

    package var isLoopback: Bool { isLoopbackHost(host) }
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension ListenAddress: SettingValue {
    static let form = "an address and a port such as 127.0.0.1:8080 or [::1]:8080"

    init?(setting: String) {
        guard let (host, port) = hostAndPort(setting), let port else { return nil }
        self.host = host
        self.port = port
    }
}

/// A listener that may be switched off with the word `off`.
package struct OptionalListener: Sendable, Equatable, SettingValue {
    package let address: ListenAddress?

    static let form = "an address and a port such as 127.0.0.1:9090, or off"

    init?(setting: String) {
        address = ListenAddress(setting: setting)
        guard address != nil || setting == "off" else { return nil }
    }
}

/// `host`, `host:port` or `[address]:port`, lower case; nil for anything else.
func hostAndPort(_ text: String) -> (host: String, port: UInt16?)? {
    var rest = text.lowercased()[...]
    let host: Substring
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
        host = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
    } else {
        host = rest.prefix { $0 != ":" }
        rest = rest.dropFirst(host.count)
        guard !host.isEmpty, host.utf8.allSatisfy(isHostByte) else { return nil }
    }
    guard !rest.isEmpty else { return (String(host), nil) }
    guard rest.hasPrefix(":"), rest.count > 1, rest.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }),
        let port = UInt16(rest.dropFirst()), port > 0
    else { return nil }
    return (String(host), port)
}

func isLoopbackHost(_ host: String) -> Bool {
    // Asked with every request, and a Regex costs more than a small answer.
    let parts = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isNetwork = parts.count == 4 && parts[0].elementsEqual("127".utf8)
    return host == "localhost" || host == "::1"
        || isNetwork
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            }
}

private func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        true
    default: false
    }
}
