/// How browsers reach this installation: scheme, host and port, without a path. Links in mail, the
/// CSRF check and the choice of cookie names follow from it.
package struct PublicOrigin: Sendable, Equatable, CustomStringConvertible {
    package let isSecure: Bool
    package let host: String
    /// Nil for the scheme's own port.
    package let port: UInt16?

    package var isLoopback: Bool { isLoopbackHost(host) }
    /// What browsers send as `Host`.
    package var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(host):\($0)" } ?? host
    }
    /// What browsers send as `Origin`.
    package var description: String { (isSecure ? "https://" : "http://") + authority }
}

extension PublicOrigin: SettingValue {
    static let form = "an address such as https://takt.example, without a path"

    init?(setting: String) {
        let text = setting.lowercased()
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix),
            let (host, port) = hostAndPort(String(text.dropFirst(scheme.count)))
        else { return nil }
        isSecure = scheme == "https://"
        self.host = host
        self.port = port == (isSecure ? 443 : 80) ? nil : port
    }
}
