/// By what a row of the list of leads is sorted: a name, a number or a moment.
package enum LeadSortValue: CursorPart {
    case text(String)
    case number(Int)
    case moment(Instant)

    /// A letter for its kind, and texts by their bytes, so that no dot stands in it.
    package var cursorText: String {
        switch self {
        case .text(let text): "t" + text.utf8.map { Self.hex($0 >> 4) + Self.hex($0 & 15) }.joined()
        case .number(let number): "n" + number.cursorText
        case .moment(let instant): "i" + instant.cursorText
        }
    }

    package init?(cursorText: Substring) {
        let rest = cursorText.dropFirst()
        switch cursorText.first {
        case "t":
            let digits = rest.compactMap(\.hexDigitValue)
            guard digits.count == rest.count, digits.count.isMultiple(of: 2), digits.count <= 4_000 else { return nil }
            let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
            guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else { return nil }
            self = .text(text)
        case "n":
            guard let number = Int(cursorText: rest) else { return nil }
            self = .number(number)
        case "i":
            guard let instant = Instant(cursorText: rest) else { return nil }
            self = .moment(instant)
        default: return nil
        }
    }

    /// Whether a list in that order has such values.
    package func fits(_ sort: LeadFilter.Sort) -> Bool {
        switch (self, sort) {
        // The board, which is searched as well, goes by moments alone.
        case (.number, .match), (.moment, .match): true
        case (.text, .company), (.number, .score), (.moment, .created), (.moment, .last), (.moment, .next): true
        default: false
        }
    }

    private static func hex(_ digit: UInt8) -> String { String(digit, radix: 16) }
}

extension Identifier: CursorPart {
    package var cursorText: String { text }

    package init?(cursorText: Substring) {
        self.init(text: String(cursorText))
    }
}

extension LeadSummary {
    /// Where the row stands in a list of that order.
    package func cursor(_ sort: LeadFilter.Sort, isBackward: Bool) -> LeadFilter.Cursor {
        let key: LeadSortValue? =
            switch sort {
            case .company: .text(companyKey)
            case .created: .moment(createdAt)
            case .score: .number(score)
            case .match: .number(place ?? 0)
            case .last: lastActivityAt.map { .moment($0) }
            case .next: nextActivityAt.map { .moment($0) }
            }
        return LeadFilter.Cursor(key: key, id: id, isBackward: isBackward)
    }
}
