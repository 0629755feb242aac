/// Reads a table row by row. Strict where a guess would shift cells into other columns, forgiving where
/// programs differ: lines may end in LF, CR LF or CR, and the last one need not end.
package struct CSVReader {
    package struct Limits: Sendable {
        package var rows: Int
        package var columns: Int
        package var cellBytes: Int

        package init(rows: Int = 200_000, columns: Int = 200, cellBytes: Int = 32 << 10) {
            self.rows = rows
            self.columns = columns
            self.cellBytes = cellBytes
        }
    }

    /// Why the table cannot be read, with the row it stands in; the first is 1.
    package enum Fault: Error, Equatable, Sendable {
        /// A quoted field goes on to the end of the file.
        case unclosedQuote(row: Int)
        /// Something follows the closing quote of a field.
        case textAfterQuote(row: Int)
        case notUTF8(row: Int)
        case tooManyRows(Int)
        case tooManyColumns(row: Int)
        case cellTooLong(row: Int)
    }

    private let bytes: [UInt8]
    private let separator: UInt8
    private let limits: Limits
    private var position: Int
    private var rows = 0

    /// `separator`: a comma, or what the program that wrote the file puts between cells.
    package init(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ","), limits: Limits = Limits()) {
        self.bytes = bytes
        self.separator = separator
        self.limits = limits
        position = bytes.starts(with: CSV.mark) ? CSV.mark.count : 0
    }

    /// The next row's fields as they stand in the file; nil after the last one. A line without any
    /// character is no row.
    package mutating func next() throws(Fault) -> [String]? {
        while position < bytes.count, isLineEnd(bytes[position]) { position += 1 }
        guard position < bytes.count else { return nil }
        rows += 1
        guard rows <= limits.rows else { throw .tooManyRows(limits.rows) }
        var fields: [String] = []
        while true {
            guard fields.count < limits.columns else { throw .tooManyColumns(row: rows) }
            fields.append(try field())
            guard position < bytes.count, bytes[position] == separator else { return fields }
            position += 1
        }
    }

    /// Leaves the position at the separator, the line's end or the file's.
    private mutating func field() throws(Fault) -> String {
        let isQuoted = position < bytes.count && bytes[position] == CSV.quote
        let content = try isQuoted ? quoted() : plain()
        guard content.count <= limits.cellBytes else { throw .cellTooLong(row: rows) }
        guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8(row: rows) }
        return text
    }

    private mutating func plain() -> [UInt8] {
        let start = position
        while position < bytes.count, bytes[position] != separator, !isLineEnd(bytes[position]) { position += 1 }
        return Array(bytes[start..<position])
    }

    private mutating func quoted() throws(Fault) -> [UInt8] {
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard byte == CSV.quote else {
                content.append(byte)
                guard content.count <= limits.cellBytes else { throw .cellTooLong(row: rows) }
                continue
            }
            if position < bytes.count, bytes[position] == CSV.quote {
                content.append(CSV.quote)
                position += 1
                continue
            }
            guard position == bytes.count || bytes[position] == separator || isLineEnd(bytes[position]) else {
                throw .textAfterQuote(row: rows)
            }
            return content
        }
        throw .unclosedQuote(row: rows)
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == CSV.newline || byte == CSV.carriageReturn }
}
