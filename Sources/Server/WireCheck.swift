import CMicrohttpd
import Glibc

/// Strictness that the library has not: it accepts a bare line feed for CRLF, lines folded over, and
/// cuts a line at a NUL, without telling. But it parses in place: where a CR LF stood are two NULs, and
/// the pieces it hands out still lie in the buffer in the order in which they came. So the gaps between
/// them tell what stood there: one NUL for a bare line feed or carriage return, more bytes for a cut-off
/// value, another place altogether for a folded line, which is copied.
///
/// This is how 0.9.75 works, which Debian 12 has. Other versions are not looked at this way.
enum WireCheck {
    static let isActive = strcmp(MHD_get_version(), "0.9.75") == 0

    /// Whether a CR LF stood here. Reading is within the library's buffer: after a line there are always
    /// its two bytes, and after the last one the empty line's.
    static func isLineEnd(_ place: UnsafePointer<CChar>) -> Bool { place[0] == 0 && place[1] == 0 }
}

/// The target of a request as it stood in the request line.
struct Target: Sendable {
    let text: String
    private let start: UInt
    private let end: UInt

    init(_ target: UnsafePointer<CChar>) {
        text = String(cString: target)
        start = UInt(bitPattern: target)
        end = UInt(bitPattern: target + strlen(target))
        hideQuery(in: target)
    }

    /// The library takes the query apart too, for nobody, at 60 bytes of a connection's memory a field:
    /// at some hundred fields it gives up without a word. It need not see the query, which is copied.
    private func hideQuery(in target: UnsafePointer<CChar>) {
        guard WireCheck.isActive, let mark = strchr(target, 0x3f) else { return }
        mark[1] = 0
    }

    /// One space on either side: a NUL inside, or several spaces, would put more there.
    func stands(between method: UnsafePointer<CChar>, and version: UnsafePointer<CChar>) -> Bool {
        UInt(bitPattern: method + strlen(method)) + 1 == start && end + 1 == UInt(bitPattern: version)
    }
}
