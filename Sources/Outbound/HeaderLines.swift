import CCurl
import HTTP

/// The header lines of a call, as the list libcurl wants; nothing in them can begin a second line.
final class HeaderLines {
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    /// What the transfer sets itself.
    private static let reserved: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te", "trailer",
    ]

    init(_ request: OutboundRequest) throws(OutboundFailure) {
        for field in request.headers.fields {
            guard Self.isName(field.name), !Self.reserved.contains(field.name), Self.isValue(field.value) else {
                throw .refusedHeader
            }
            // "Name:" alone would take the header away; "Name;" sends it empty.
            append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        if request.headers["user-agent"] == nil { append("user-agent: takt") }
        if request.headers["content-type"] == nil { append("content-type:") }
        append("expect:")
    }

    deinit { curl_slist_free_all(list) }

    private func append(_ line: String) {
        // On no memory the list stays as it was: a header fewer, never a broken one.
        if let longer = curl_slist_append(list, line) { list = longer }
    }

    private static func isName(_ name: String) -> Bool {
        let signs = Array("!#$%&'*+-.^_`|~".utf8)
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || signs.contains(byte)
            }
    }

    private static func isValue(_ value: String) -> Bool {
        value.utf8.count <= 8192 && value.utf8.allSatisfy { $0 == 9 || $0 >= 0x20 && $0 != 0x7f }
    }
}
