import CZlib
package import HTTP

/// Compression of answers.
package enum Gzip {
    /// Nil when zlib refuses, which for memory to memory means there is no memory.
    package static func compress(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8]? {
        var stream = z_stream()
        // 31: the largest window, with gzip's frame. The size parameter is how zlib checks its version.
        guard
            deflateInit2_(
                &stream, min(max(level, 1), 9), Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        guard let length = UInt32(exactly: bytes.count) else { return nil }
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        guard let room = UInt32(exactly: bound) else { return nil }
        var input = bytes
        let compressed = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = length
                stream.next_out = output.baseAddress
                stream.avail_out = room
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? bound - Int(stream.avail_out) : 0
            }
        }
        return compressed.isEmpty ? nil : compressed
    }

    /// Whether the client takes gzip, and likes it no less than the plain text.
    package static func isAccepted(by headers: Headers) -> Bool {
        var gzip: Double?
        var any: Double?
        var identity: Double?
        for element in headers.elements("accept-encoding") {
            let parts = element.split(separator: ";", omittingEmptySubsequences: false).map { trimmed($0).lowercased() }
            guard let quality = quality(of: parts.dropFirst()) else { continue }
            switch parts.first {
            case "gzip", "x-gzip": gzip = quality
            case "*": any = quality
            case "identity": identity = quality
            default: break
            }
        }
        guard let wanted = gzip ?? any, wanted > 0 else { return false }
        return wanted >= identity ?? 0
    }

    /// Nil where it is not a number from 0 to 1.
    private static func quality(of parameters: ArraySlice<String>) -> Double? {
        for parameter in parameters where parameter.hasPrefix("q=") {
            let digits = parameter.dropFirst(2)
            guard digits.utf8.allSatisfy({ 48...57 ~= $0 || $0 == 46 }), let quality = Double(digits), quality <= 1
            else { return nil }
            return quality
        }
        return 1
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
