import Store

/// The part of an address that a limit counts by: /24 of IPv4, /56 of IPv6.
enum AddressPrefix {
    static func of(_ address: String) -> String {
        guard address.contains(":") else {
            return address.split(separator: ".").prefix(3).joined(separator: ".") + ".0/24"
        }
        let groups = address.split(separator: ":", omittingEmptySubsequences: false).prefix(4)
        let kept = groups.enumerated().map { $0.offset == 3 ? String($0.element.dropLast(2)) : String($0.element) }
        return kept.joined(separator: ":") + "::/56"
    }
}

/// Too many attempts: 429 with the seconds to wait.
struct TooMany: Error {
    let seconds: Int
}

extension Services {
    /// Takes one token from the bucket of that key; answers 0 or the seconds to wait.
    func wait(_ rate: Rate, _ key: String) async throws -> Int {
        let seconds = try await store.takeToken(key, rate: rate.perSecond, burst: Double(rate.burst))
        return Int(seconds.rounded(.up))
    }

    /// Takes one token or throws `TooMany`.
    func limit(_ rate: Rate, _ key: String) async throws {
        let seconds = try await wait(rate, key)
        if seconds > 0 { throw TooMany(seconds: seconds) }
    }
}
