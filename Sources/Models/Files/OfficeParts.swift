/// What the list at the end of a ZIP file says of the document that lies in it. Nothing is unpacked.
struct OfficeParts {
    /// A Word or an Excel document without macros.
    let kind: FileKind

    /// Of one document.
    private static let mostParts = 4_000
    /// Of all parts together, unpacked, in bytes.
    private static let mostUnpacked = 256 << 20

    /// nil for another kind of file, for one with macros, with secrets or with something before or behind it, and for
    /// one that would unfold to more than a program can hold.
    init?(_ file: FileBytes) {
        let end = file.bytes.count - 22
        // The list is the last thing in the file but its own end, which has no remark.
        guard file.text(end, 4) == "PK\u{5}\u{6}", file.little(end + 4, 4) == 0, file.little(end + 20, 2) == 0,
            let count = file.little(end + 10, 2), (1...Self.mostParts).contains(count),
            let size = file.little(end + 12, 4), var place = file.little(end + 16, 4), place + size == end
        else { return nil }
        var names: Set<String> = []
        var unpacked = 0
        for _ in 0..<count {
            guard file.text(place, 4) == "PK\u{1}\u{2}", let flags = file.little(place + 8, 2), flags & 1 == 0,
                let length = file.little(place + 24, 4), let name = file.little(place + 28, 2),
                let extra = file.little(place + 30, 2), let remark = file.little(place + 32, 2),
                let text = file.text(place + 46, name)
            else { return nil }
            unpacked += length
            guard unpacked <= Self.mostUnpacked, names.insert(text.lowercased()).inserted else { return nil }
            place += 46 + name + extra + remark
        }
        guard place == end, names.contains("[content_types].xml"),
            !names.contains(where: { $0.hasSuffix("vbaproject.bin") })
        else { return nil }
        switch (names.contains("word/document.xml"), names.contains("xl/workbook.xml")) {
        case (true, false): kind = .docx
        case (false, true): kind = .xlsx
        default: return nil
        }
    }
}
