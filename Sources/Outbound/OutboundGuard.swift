import CCurl

/// Where calls may go: https on ports 443 and 8443 to addresses of the public internet, and the few
/// `host:port` pairs that whoever runs the installation opened by hand (those by http as well).
///
/// The address itself is looked at when the socket is opened, after every name was resolved.
package struct OutboundGuard: Sendable, Equatable {
    /// One `host:port` that may be called wherever it leads.
    package struct Opened: Hashable, Sendable {
        let host: String
        let port: Int

        package init(host: String, port: Int) {
            self.host = host.lowercased().filter { $0 != "[" && $0 != "]" }
            self.port = port
        }
    }

    let opened: Set<Opened>
    let ports: Set<Int>

    package static let strict = OutboundGuard(opening: [])

    package init(opening opened: some Sequence<Opened>) {
        self.init(opened: Set(opened), ports: [443, 8443])
    }

    init(opened: Set<Opened>, ports: Set<Int>) {
        self.opened = opened
        self.ports = ports
    }

    /// The address in the form the transfer uses: one reader for the check and for the call.
    func check(_ url: String) throws(OutboundFailure) -> CheckedURL {
        guard url.utf8.count <= 8192, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), let checked = CheckedURL(url)
        else { throw .refusedURL }
        if opened.contains(Opened(host: checked.host, port: checked.port)) {
            checked.isOpened = true
            return checked
        }
        guard checked.scheme == "https", ports.contains(checked.port) else { throw .refusedURL }
        return checked
    }
}

/// A parsed address, owned until the transfer is over.
final class CheckedURL {
    let handle: OpaquePointer
    let scheme: String
    /// Lower case, without brackets.
    let host: String
    let port: Int
    fileprivate(set) var isOpened = false

    fileprivate init?(_ url: String) {
        guard let handle = curl_url() else { return nil }
        self.handle = handle
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            Self.part(handle, CURLUPART_USER) == nil, Self.part(handle, CURLUPART_PASSWORD) == nil,
            let scheme = Self.part(handle, CURLUPART_SCHEME), ["http", "https"].contains(scheme),
            let host = Self.part(handle, CURLUPART_HOST), !host.isEmpty,
            let port = Self.part(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
        else {
            curl_url_cleanup(handle)
            return nil
        }
        self.scheme = scheme
        self.host = host.lowercased().filter { $0 != "[" && $0 != "]" }
        self.port = port
    }

    deinit { curl_url_cleanup(handle) }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
