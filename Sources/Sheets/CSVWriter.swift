/// Writes a table as RFC 4180 wants it: every field quoted, lines ended by CR LF, UTF-8.
package struct CSVWriter: Sendable {
    private var bytes: [UInt8]

    /// `marked`: begins with the byte order mark by which Excel knows UTF-8.
    package init(marked: Bool = true) {
        bytes = marked ? CSV.mark : []
    }

    package mutating func append(_ row: [CSVCell]) {
        for (index, cell) in row.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(CSV.quote)
            for byte in cell.field.utf8 {
                if byte == CSV.quote { bytes.append(CSV.quote) }
                bytes.append(byte)
            }
            bytes.append(CSV.quote)
        }
        bytes += [CSV.carriageReturn, CSV.newline]
    }

    /// What was written since the last time, so that a long table never lies in memory whole.
    package mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }
}

enum CSV {
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    static let quote = UInt8(ascii: "\"")
    static let carriageReturn = UInt8(ascii: "\r")
    static let newline = UInt8(ascii: "\n")
}
