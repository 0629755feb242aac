import HTTP

/// What a proxy in front says about the client. Believed from configured addresses only; from anyone
/// else the fields are removed, so that nothing behind can believe them by mistake.
enum Forwarded {
    private static let fields = [
        "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-real-ip", "forwarded",
    ]

    static func apply(to request: inout Request, peer: String, _ settings: ServerSettings) {
        if settings.isProxy(peer) {
            // The last address that is not a proxy's own: all before it could be written by the client.
            for text in request.headers.elements("x-forwarded-for").reversed() {
                guard let address = PeerAddress.canonical(text) else { break }
                request.address = address
                if !settings.isProxy(address) { break }
            }
            request.isSecure = request.headers.elements("x-forwarded-proto").last?.lowercased() == "https"
            if let host = request.headers.elements("x-forwarded-host").last { request.host = host }
        }
        for name in fields where request.headers[name] != nil { request.headers[name] = nil }
    }
}
