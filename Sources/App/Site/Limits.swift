import Crypto
import HTTP
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

/// What limits of one address for mail count by: the same for all spellings that find the same account.
enum AddressKey {
    static func of(_ email: String) -> String {
        Hex.encode(Array(SHA256.hash(folded(email)).prefix(12)))
    }

    /// The lower case by which the database finds an account: one character for one. Swift's own makes two of
    /// "İ", and every spelling of an address would have a bucket of its own.
    private static func folded(_ email: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in email.unicodeScalars {
            scalars.append(scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar)
        }
        return String(scalars)
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

    /// Before a mail is posted that somebody asks for: so many to one address, and so many from one network.
    func limitMails(to email: String, from request: Request) async throws {
        try await limit(rates.mailNetwork, "mail::\(AddressPrefix.of(request.address))")
        try await limit(rates.mailAddress, "mail:\(AddressKey.of(email))")
    }

    /// Takes one token or throws `TooMany`.
    func limit(_ rate: Rate, _ key: String) async throws {
        let seconds = try await wait(rate, key)
        if seconds > 0 { throw TooMany(seconds: seconds) }
    }
}
