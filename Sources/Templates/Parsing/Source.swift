/// The text of one template, with its lines.
struct Source: Sendable {
    let name: String
    /// Line ends are `\n`; one newline at the very end is dropped, as Jinja does.
    let bytes: [UInt8]
    private let lineStarts: [Int]

    init(name: String, text: String) {
        self.name = name
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var starts = [0]
        var afterReturn = false
        for byte in text.utf8 {
            defer { afterReturn = byte == 13 }
            if byte == 10, afterReturn { continue }
            bytes.append(byte == 13 ? 10 : byte)
            if byte == 13 || byte == 10 { starts.append(bytes.count) }
        }
        if bytes.last == 10 {
            bytes.removeLast()
            starts.removeLast()
        }
        self.bytes = bytes
        lineStarts = starts
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    func error(_ kind: TemplateError.Kind, _ message: String, at offset: Int) -> TemplateError {
        let offset = min(max(offset, 0), bytes.count)
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let start = lineStarts[low]
        let end = low + 1 < lineStarts.count ? lineStarts[low + 1] - 1 : bytes.count
        let column = bytes[start..<offset].count { $0 & 0xC0 != 0x80 } + 1
        return TemplateError(
            kind: kind, message: message, template: name, line: low + 1, column: column,
            source: text(start..<max(start, end)))
    }
}
