/// How much of something is allowed in a while: `5/min`, `20/h`, `50/s burst 200`.
package struct Rate: Sendable, Equatable {
    package let count: Int
    package let seconds: Int
    /// As much may come at once; refilled at the rate.
    package let burst: Int

    package var perSecond: Double { Double(count) / Double(seconds) }
}

extension Rate: SettingValue {
    static let form = "a count per s, min, h or d such as 5/min or 50/s burst 200"

    init?(setting: String) {
        guard let match = setting.wholeMatch(of: /(\d{1,7})\/(s|min|h|d)(?: burst (\d{1,7}))?/),
            let count = Int(match.1), count > 0, let seconds = ["s": 1, "min": 60, "h": 3_600, "d": 86_400][match.2]
        else { return nil }
        self.count = count
        self.seconds = seconds
        burst = match.3.flatMap { Int($0) } ?? count
        guard burst > 0 else { return nil }
    }
}

/// One `host:port` that may be reached although it is an inner address; for trying out only.
package struct OutboundException: Sendable, Hashable, SettingValue {
    package let host: String
    package let port: UInt16

    static let form = "host:port"

    init?(setting: String) {
        guard let (host, port) = hostAndPort(setting), let port else { return nil }
        self.host = host
        self.port = port
    }
}

/// An address, or a network such as `10.0.0.0/8`, whose `X-Forwarded-…` headers are believed.
package struct ProxyNetwork: Sendable, Equatable, SettingValue {
    package let address: String
    /// Leading bits that must agree; nil for a single address.
    package let prefix: Int?

    static let form = "an IP address or a network such as 10.0.0.0/8"

    init?(setting: String) {
        let parts = setting.split(separator: "/", omittingEmptySubsequences: false)
        let isFour = parts[0].wholeMatch(of: /\d{1,3}(\.\d{1,3}){3}/) != nil
        guard parts.count <= 2, isFour || (parts[0].contains(":") && hostAndPort("[\(parts[0])]") != nil),
            !isFour || parts[0].split(separator: ".").allSatisfy({ UInt8($0) != nil })
        else { return nil }
        address = String(parts[0])
        prefix = parts.count == 2 ? Int(parts[1]) : nil
        guard parts.count == 1 || prefix.map((0...(isFour ? 32 : 128)).contains) == true else { return nil }
    }
}

/// Separated by commas or spaces; may be empty.
struct ListOf<Element: SettingValue>: SettingValue {
    let elements: [Element]

    static var form: String { "a list, separated by commas, of \(Element.form)" }

    init?(setting: String) {
        let words = setting.split { $0 == "," || $0 == " " }
        elements = words.compactMap { Element(setting: String($0)) }
        guard elements.count == words.count else { return nil }
    }
}

/// One of a few words.
struct Choice<Word: RawRepresentable<String> & CaseIterable>: SettingValue {
    let word: Word

    static var form: String { Word.allCases.map(\.rawValue).joined(separator: " or ") }

    init?(setting: String) {
        guard let word = Word(rawValue: setting) else { return nil }
        self.word = word
    }
}

enum Switch: String, CaseIterable {
    case on, off
}
