import CQREncode

/// A text as a square of dark and light modules that a phone's camera reads (ISO/IEC 18004, correction level M).
package struct QRCode: Sendable, Equatable {
    /// Modules along each side, without the light margin of four that a reader wants around it.
    package let side: Int
    private let dark: [Bool]

    /// Nil when the text is empty or too long for any version: over 2,331 bytes.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, let length = Int32(exactly: bytes.count),
            let code = QRcode_encodeData(length, bytes, 0, QR_ECLEVEL_M)
        else { return nil }
        defer { QRcode_free(code) }
        side = Int(code.pointee.width)
        guard let modules = code.pointee.data else { return nil }
        dark = UnsafeBufferPointer(start: modules, count: side * side).map { $0 & 1 == 1 }
    }

    package func isDark(row: Int, column: Int) -> Bool { dark[row * side + column] }

    /// The dark modules as the path of an SVG picture whose unit is one module: runs of each row.
    package var path: String {
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                let start = column
                while column < side, isDark(row: row, column: column) { column += 1 }
                if column > start { path += "M\(start) \(row)h\(column - start)v1h-\(column - start)z" }
                column += 1
            }
        }
        return path
    }
}
