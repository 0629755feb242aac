/// One cell of a table for spreadsheet programs. The column decides its type, never the look of a value: a
/// text stays a text even where it looks like a number or a formula.
package enum CSVCell: Sendable, Equatable {
    case text(String)
    /// A telephone number, which spreadsheets would take for a number and cut its zeros off.
    case phone(String)
    case number(Int)
    case empty
}

extension CSVCell {
    /// As it stands in the file, before quoting.
    var field: String {
        switch self {
        case .text(let text): Self.isRead(text) ? "'" + text : text
        case .phone(let text): text.isEmpty ? "" : "'" + text
        case .number(let number): String(number)
        case .empty: ""
        }
    }

    /// A text as it was before it was written: takes off the one apostrophe that keeps spreadsheets from
    /// reading it as a formula.
    package static func text(of field: String) -> String {
        isRead(field) ? phone(of: field) : field
    }

    /// The same for a column of telephone numbers, which all carry the apostrophe.
    package static func phone(of field: String) -> String {
        field.unicodeScalars.first == "'" ? String(field.unicodeScalars.dropFirst()) : field
    }

    /// Whether a spreadsheet program might read the text as a formula, or would once apostrophes before it
    /// are taken off: those get one more, so that taking one off always gives the text back.
    private static func isRead(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { $0 != "'" }) else { return false }
        return switch first {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\0", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }
}
