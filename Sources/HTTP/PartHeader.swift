/// The header of one part of a form with files: `Content-Disposition: form-data; name="logo"; filename="a.png"` and
/// a `Content-Type`, which nobody believes. Any other line is refused: another reader might decode by it.
struct PartHeader {
    /// The field's name.
    let name: String
    /// What the sender calls the file; nil for a field.
    let fileName: String?

    /// Without the line end after its last line.
    init(_ header: ArraySlice<UInt8>) throws(BodyRefusal) {
        var disposition: [String: String]?
        var rest = header
        repeat {
            let line = rest.prefix { $0 != 13 }
            rest = rest[line.endIndex...]
            if !rest.isEmpty {
                guard rest.dropFirst().first == 10 else { throw .malformed("a bare carriage return in a header") }
                rest = rest.dropFirst(2)
            }
            guard line.allSatisfy({ $0 >= 32 && $0 != 127 }), let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                throw .malformed("a line of a part's header is none")
            }
            switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
            case "content-type": continue
            case "content-disposition" where disposition == nil:
                disposition = try Self.parameters(line[(colon + 1)...])
            default: throw .malformed("a part's header has a line that forms do not have")
            }
        } while !rest.isEmpty
        guard let disposition, let name = disposition["name"], (1...1_024).contains(name.utf8.count) else {
            throw .malformed("a part has no name")
        }
        guard disposition.count == (disposition["filename"] == nil ? 1 : 2) else {
            throw .malformed("a part has more than a name")
        }
        self.name = name
        fileName = disposition["filename"]
    }

    /// Quoted values as browsers write them, with `%22`, `%0D` and `%0A` for what may not stand in them.
    private static func parameters(_ bytes: ArraySlice<UInt8>) throws(BodyRefusal) -> [String: String] {
        let space = UInt8(ascii: " "), quote = UInt8(ascii: "\"")
        var rest = bytes.drop { $0 == space }
        guard rest.starts(with: "form-data".utf8) else { throw .malformed("a part is no form-data") }
        rest = rest.dropFirst(9)
        var parameters: [String: String] = [:]
        while !rest.isEmpty {
            guard rest.first == UInt8(ascii: ";") else { throw .malformed("a part's name is unreadable") }
            rest = rest.dropFirst().drop { $0 == space }
            let word = rest.prefix { $0 != UInt8(ascii: "=") }
            rest = rest[word.endIndex...]
            let name = String(decoding: word, as: UTF8.self).lowercased()
            guard rest.starts(with: "=\"".utf8), word.allSatisfy(Headers.isTokenByte), parameters[name] == nil else {
                throw .malformed("a part's name is unreadable")
            }
            let value = rest.dropFirst(2).prefix { $0 != quote }
            guard value.endIndex < rest.endIndex else { throw .malformed("a part's name does not end") }
            guard let text = StreamSafe.string(unescaped(value)) else { throw .malformed("a part's name is not UTF-8") }
            parameters[name] = text
            rest = rest[(value.endIndex + 1)...].drop { $0 == space }
        }
        return parameters
    }

    private static func unescaped(_ value: ArraySlice<UInt8>) -> [UInt8] {
        let escapes: [(String, UInt8)] = [("%22", 34), ("%0D", 13), ("%0A", 10)]
        var result: [UInt8] = []
        var rest = value
        while let byte = rest.first {
            let escape = byte == UInt8(ascii: "%") ? escapes.first { rest.starts(with: $0.0.utf8) } : nil
            result.append(escape?.1 ?? byte)
            rest = rest.dropFirst(escape == nil ? 1 : 3)
        }
        return result
    }
}
