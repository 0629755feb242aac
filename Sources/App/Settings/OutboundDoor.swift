package import Outbound

extension Settings {
    /// Where calls to other machines may go.
    package var outboundGuard: OutboundGuard {
        OutboundGuard(opening: outboundAllow.map { OutboundGuard.Opened(host: $0.host, port: Int($0.port)) })
    }
}
