package import HTTP

/// One call to another machine.
package struct OutboundRequest: Sendable {
    package var method: Method
    /// Whole, with scheme and host: `https://openapi.keycrm.app/v1/order/status?limit=50`.
    package var url: String
    package var headers: Headers
    package var body: [UInt8]

    package init(_ method: Method, _ url: String, headers: Headers = [:], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What the other machine answered, whatever it was; a redirect is an answer and is not followed.
package struct OutboundResponse: Sendable, Equatable {
    package var status: Status
    package var headers: Headers
    package var body: [UInt8]

    package init(_ status: Status, headers: Headers = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why there is no answer. No case carries text from the other side, so each may be shown to anybody.
package enum OutboundFailure: String, Error, Sendable, CaseIterable, CustomStringConvertible {
    /// Not https, a foreign port, a user name inside, or no address at all.
    case refusedURL
    /// A header or address with a line break or another character that does not belong there.
    case refusedHeader
    /// The name leads to this machine, a private network or another place no shop lives in.
    case refusedAddress
    case unknownHost
    case connection
    /// The certificate is not valid for this name, or there is no common protocol.
    case tls
    case timeout
    case tooLarge
    /// What came back is no HTTP.
    case malformed
    /// Too many calls are waiting already.
    case busy

    /// The sentence in the message catalogue.
    package var key: String { "outbound.\(rawValue)" }

    package var description: String {
        switch self {
        case .refusedURL: "the address must begin with https:// and use port 443 or 8443"
        case .refusedHeader: "a header holds a character that is not allowed"
        case .refusedAddress: "the address leads into a private network"
        case .unknownHost: "there is no machine of that name"
        case .connection: "the connection could not be made or broke off"
        case .tls: "the certificate of the other machine is not valid"
        case .timeout: "the other machine did not answer in time"
        case .tooLarge: "the answer is too large"
        case .malformed: "the answer is not HTTP"
        case .busy: "too many calls are waiting"
        }
    }
}
