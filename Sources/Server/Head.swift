import CMicrohttpd
import Glibc
import HTTP

/// What stood before the body, checked. The library parses leniently and knows nothing of what a proxy
/// in front may have read differently, so everything ambiguous is refused here.
struct Head {
    let method: Method
    var headers = Headers()
    /// Of the body; nil when it comes in chunks.
    var length: Int? = 0
    var expectsContinue = false

    struct Refusal: Error {
        let status: Status
        var headers: Headers = [:]
    }

    init(
        _ connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, target: Target,
        _ settings: ServerSettings
    ) throws(Refusal) {
        let name = String(cString: method)
        let minor = strcmp(version, "HTTP/1.1") == 0 ? 1 : strcmp(version, "HTTP/1.0") == 0 ? 0 : -1
        guard minor >= 0 else { throw Refusal(status: Status(code: 505)) }
        guard target.text.utf8.count <= settings.targetBytes else { throw Refusal(status: .targetTooLong) }
        guard !name.isEmpty, name.utf8.allSatisfy(Headers.isTokenByte) else { throw Refusal(status: .badRequest) }

        var fields = Fields(end: version + 8)
        withUnsafeMutablePointer(to: &fields) { fields in
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, Fields.read, fields)
        }
        guard fields.count <= settings.headerFields, fields.bytes <= settings.headerBytes else {
            throw Refusal(status: .headersTooLarge)
        }
        guard !fields.isBad, !WireCheck.isActive || target.stands(between: method, and: version) && fields.endsStrictly
        else {
            throw Refusal(status: .badRequest)
        }
        guard let known = Method(rawValue: name) else {
            throw Refusal(
                status: .methodNotAllowed,
                headers: ["allow": Method.allCases.map(\.rawValue).joined(separator: ", ")])
        }
        self.method = known
        headers = fields.headers
        guard target.text.utf8.first == UInt8(ascii: "/"),
            target.text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "#") })
        else { throw Refusal(status: .badRequest) }
        try readFraming(isOld: minor == 0)
        let hosts = headers.all("host")
        guard hosts.count == 1 || minor == 0 && hosts.isEmpty, hosts.allSatisfy(Self.isHost) else {
            throw Refusal(status: .badRequest)
        }
    }

    /// One reading of where the body ends, or none.
    private mutating func readFraming(isOld: Bool) throws(Refusal) {
        let lengths = headers.all("content-length")
        let codings = headers.all("transfer-encoding")
        guard lengths.count <= 1, lengths.isEmpty || codings.isEmpty else { throw Refusal(status: .badRequest) }
        if let text = lengths.first {
            guard !text.isEmpty, text.utf8.count <= 15, text.utf8.allSatisfy({ 48...57 ~= $0 }), let length = Int(text)
            else { throw Refusal(status: .badRequest) }
            self.length = length
        }
        if !codings.isEmpty {
            guard !isOld else { throw Refusal(status: .badRequest) }
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw Refusal(status: .notImplemented)
            }
            length = nil
        }
        let expectations = headers.all("expect")
        guard expectations.count <= 1, expectations.allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw Refusal(status: .expectationFailed)
        }
        expectsContinue = !expectations.isEmpty && !isOld && length != 0
    }

    /// A name or address with an optional port; no user, no path.
    private static func isHost(_ text: String) -> Bool {
        text.utf8.count <= 255 && !text.isEmpty
            && text.utf8.allSatisfy {
                switch $0 {
                case 48...57, 65...90, 97...122: true
                case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
                    UInt8(ascii: "]"):
                    true
                default: false
                }
            }
    }
}

/// The header fields as the library lists them.
private struct Fields {
    var headers = Headers()
    var count = 0
    var bytes = 0
    var isBad = false
    /// Where the line before ended in the library's buffer; see `WireCheck`.
    var end: UnsafePointer<CChar>

    init(end: UnsafePointer<CChar>) { self.end = end }

    /// Two line ends after the last field: its own and the empty line's.
    var endsStrictly: Bool { WireCheck.isLineEnd(end) && WireCheck.isLineEnd(end + 2) }

    static let read: MHD_KeyValueIteratorN = { context, _, name, nameLength, value, valueLength in
        guard let fields = context?.assumingMemoryBound(to: Fields.self), let name else { return .NO }
        fields.pointee.append(
            UnsafeBufferPointer(start: name, count: nameLength), UnsafeBufferPointer(start: value, count: valueLength))
        return .YES
    }

    private mutating func append(_ name: UnsafeBufferPointer<CChar>, _ value: UnsafeBufferPointer<CChar>) {
        count += 1
        bytes += name.count + value.count + 4
        guard let nameStart = name.baseAddress, let valueStart = value.baseAddress,
            !WireCheck.isActive || WireCheck.isLineEnd(end) && end + 2 == nameStart
        else {
            isBad = true
            return
        }
        end = valueStart + value.count
        let nameBytes = name.map { UInt8(bitPattern: $0) }
        var valueBytes = value.map { UInt8(bitPattern: $0) }[...]
        while let last = valueBytes.last, last == 32 || last == 9 { valueBytes.removeLast() }
        guard !nameBytes.isEmpty, nameBytes.allSatisfy(Headers.isTokenByte),
            valueBytes.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }), let text = StreamSafe.string(Array(valueBytes))
        else {
            isBad = true
            return
        }
        headers.append(String(decoding: nameBytes, as: UTF8.self), text)
    }
}
