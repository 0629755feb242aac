import Forms

/// A kind of file that may be kept. The content decides it, and between text and a table in text its ending; what is
/// served is this kind's type and nothing that the sender claimed.
package enum FileKind: String, Sendable, CaseIterable {
    case png, jpeg, webp, pdf, docx, xlsx, csv, text

    /// Those that a browser draws inside a page.
    package static let pictures: [FileKind] = [.png, .jpeg, .webp]

    /// As it is served.
    package var type: String {
        switch self {
        case .png, .jpeg, .webp: "image/" + rawValue
        case .pdf: "application/pdf"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .csv: "text/csv; charset=utf-8"
        case .text: "text/plain; charset=utf-8"
        }
    }

    /// What its name ends with.
    package var ending: String {
        switch self {
        case .jpeg: "jpg"
        case .text: "txt"
        default: rawValue
        }
    }

    /// By what stands in it, a table in text being text; nil for anything else.
    package init?(of content: some Collection<UInt8>) {
        if content.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if content.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if content.starts(with: "RIFF".utf8), content.dropFirst(8).starts(with: "WEBPVP8".utf8) {
            self = .webp
        } else if content.starts(with: "%PDF-".utf8) {
            guard content.suffix(1_024).contains("%%EOF") else { return nil }
            self = .pdf
        } else if content.starts(with: "PK\u{3}\u{4}".utf8) {
            guard let kind = OfficeParts(FileBytes(content))?.kind else { return nil }
            self = kind
        } else if content.isPlainText {
            self = .text
        } else {
            return nil
        }
    }
}

extension Collection<UInt8> {
    fileprivate func contains(_ text: String) -> Bool {
        indices.contains { self[$0...].starts(with: text.utf8) }
    }

    /// UTF-8 without control characters but those that part lines, columns and pages.
    fileprivate var isPlainText: Bool {
        guard !isEmpty, allSatisfy({ $0 >= 32 && $0 != 127 || [9, 10, 12, 13].contains($0) }) else { return false }
        return String(validating: self, as: UTF8.self) != nil
    }
}

/// What a person calls a file: words to show and to offer when it is kept, never a path.
package enum FileName {
    /// The last part of whatever path came along, without control characters and signs that turn the direction of
    /// writing, at most 100 characters, and with the ending that the content has, whatever the sender's was.
    package static func shown(_ sent: String, as kind: FileKind) -> String {
        let last = sent.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last.map { Array($0) } ?? []
        let kept = last.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        var name = String(String.UnicodeScalarView(kept.prefix(100))).trimmed
        for ending in [kind.ending, kind.rawValue] where name.lowercased().hasSuffix("." + ending) {
            name = String(name.dropLast(ending.count + 1))
        }
        while let last = name.last, last == "." || last.isWhitespace { name.removeLast() }
        while name.first == "." { name.removeFirst() }
        return (name.isEmpty ? "file" : name) + "." + kind.ending
    }
}
