/// Cuts a template into tokens.
struct Lexer {
    let source: Source
    private var place = 0
    private var tokens: [Token] = []
    /// The text that follows loses the white space it begins with.
    private var trimsNext = false
    private var brackets: [UInt8] = []

    static func tokens(of source: Source) throws -> [Token] {
        var lexer = Lexer(source: source)
        while lexer.place < lexer.bytes.count { try lexer.readText() }
        lexer.tokens.append(Token(kind: .end, offset: lexer.tokens.last?.offset ?? 0))
        return lexer.tokens
    }

    private init(source: Source) { self.source = source }

    private var bytes: [UInt8] { source.bytes }

    private func byte(_ ahead: Int = 0) -> UInt8 {
        place + ahead < bytes.count ? bytes[place + ahead] : 0
    }

    private func stands(_ text: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, offset + text.utf8CodeUnitCount <= bytes.count else { return false }
        return text.withUTF8Buffer { bytes[offset...].starts(with: $0) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    /// Text up to the next mark, then the mark and all that belongs to it.
    private mutating func readText() throws {
        let start = place
        while place < bytes.count {
            if byte() == UInt8(ascii: "{"), [UInt8(ascii: "{"), UInt8(ascii: "%"), UInt8(ascii: "#")].contains(byte(1))
            {
                break
            }
            place += 1
        }
        let mark = byte(1)
        let trims = place < bytes.count && byte(2) == UInt8(ascii: "-")
        addText(start..<place, trimEnd: trims)
        guard place < bytes.count else { return }
        let opening = place
        place += trims || (byte(2) == UInt8(ascii: "+") && mark != UInt8(ascii: "{")) ? 3 : 2
        switch mark {
        case UInt8(ascii: "#"): try skipComment(from: opening)
        case UInt8(ascii: "%"):
            if try readRaw(from: opening) { return }
            tokens.append(Token(kind: .tagStart, offset: opening))
            try readExpression(end: UInt8(ascii: "%"))
        default:
            tokens.append(Token(kind: .outputStart, offset: opening))
            try readExpression(end: UInt8(ascii: "}"))
        }
    }

    private mutating func addText(_ range: Range<Int>, trimEnd: Bool) {
        var range = range
        if trimsNext {
            while let first = range.first, Lexer.isSpace(bytes[first]) { range.removeFirst() }
        }
        trimsNext = false
        if trimEnd {
            while let last = range.last, Lexer.isSpace(bytes[last]) { range.removeLast() }
        }
        if !range.isEmpty { tokens.append(Token(kind: .text(range), offset: range.lowerBound)) }
    }

    private mutating func skipComment(from opening: Int) throws {
        while place < bytes.count {
            if stands("#}", at: place) {
                trimsNext = bytes[place - 1] == UInt8(ascii: "-") && place - 1 >= opening + 2
                place += 2
                return
            }
            place += 1
        }
        throw source.error(.syntax, "the comment is not closed", at: opening)
    }

    /// `{% raw %} … {% endraw %}`, when that is what stands here.
    private mutating func readRaw(from opening: Int) throws -> Bool {
        guard let (_, body, trimsStart) = tag("raw", at: place) else { return false }
        trimsNext = trimsStart
        var search = body
        while search < bytes.count {
            guard stands("{%", at: search) else {
                search += 1
                continue
            }
            let trims = search + 2 < bytes.count && bytes[search + 2] == UInt8(ascii: "-")
            let signed = trims || search + 2 < bytes.count && bytes[search + 2] == UInt8(ascii: "+")
            if let (_, after, trimsAfter) = tag("endraw", at: search + (signed ? 3 : 2)) {
                addText(body..<search, trimEnd: trims)
                trimsNext = trimsAfter
                place = after
                return true
            }
            search += 2
        }
        throw source.error(.syntax, "“raw” is not closed", at: opening)
    }

    /// A tag of one word: where the word begins, where the text after the tag begins, whether that is trimmed.
    private func tag(_ word: StaticString, at offset: Int) -> (start: Int, after: Int, trims: Bool)? {
        var place = offset
        while place < bytes.count, Lexer.isSpace(bytes[place]) { place += 1 }
        let start = place
        guard stands(word, at: place) else { return nil }
        place += word.utf8CodeUnitCount
        while place < bytes.count, Lexer.isSpace(bytes[place]) { place += 1 }
        if stands("%}", at: place) { return (start, place + 2, false) }
        if stands("-%}", at: place) { return (start, place + 3, true) }
        if stands("+%}", at: place) { return (start, place + 3, false) }
        return nil
    }

    private mutating func readExpression(end: UInt8) throws {
        brackets = []
        while place < bytes.count {
            if Lexer.isSpace(byte()) {
                place += 1
                continue
            }
            if brackets.isEmpty, let length = closing(end) {
                trimsNext = byte() == UInt8(ascii: "-")
                tokens.append(Token(kind: end == UInt8(ascii: "%") ? .tagEnd : .outputEnd, offset: place))
                place += length
                return
            }
            try readToken()
        }
    }

    private func closing(_ end: UInt8) -> Int? {
        let signed = byte() == UInt8(ascii: "-") || (byte() == UInt8(ascii: "+") && end == UInt8(ascii: "%"))
        let skip = signed ? 1 : 0
        return byte(skip) == end && byte(skip + 1) == UInt8(ascii: "}") ? skip + 2 : nil
    }

    private mutating func readToken() throws {
        let start = place
        switch byte() {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
        case UInt8(ascii: "'"), UInt8(ascii: "\""): try readString()
        case let first where Lexer.isNameByte(first):
            while Lexer.isNameByte(byte()) || (48...57).contains(byte()) { place += 1 }
            tokens.append(Token(kind: .name(source.text(start..<place)), offset: start))
        default: try readSign()
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == 95 || byte >= 0x80 || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private mutating func readSign() throws {
        let start = place
        let pair = place + 1 < bytes.count ? source.text(place..<place + 2) : ""
        let sign: String
        if ["//", "**", "==", "!=", "<=", ">="].contains(pair) {
            sign = pair
        } else if let found = "+-*/%~()[]{}<>=.:|,".utf8.first(where: { $0 == byte() }) {
            sign = String(UnicodeScalar(found))
        } else {
            throw source.error(.syntax, "this sign has no meaning here", at: start)
        }
        switch sign {
        case "(": brackets.append(UInt8(ascii: ")"))
        case "[": brackets.append(UInt8(ascii: "]"))
        case "{": brackets.append(UInt8(ascii: "}"))
        case ")", "]", "}":
            guard brackets.popLast() == byte() else {
                throw source.error(.syntax, "nothing is open that “\(sign)” could close", at: start)
            }
        default: break
        }
        place += sign.utf8.count
        tokens.append(Token(kind: .sign(sign), offset: start))
    }

    private mutating func readNumber() throws {
        let start = place
        let radixes: [UInt8: Int] = [98: 2, 66: 2, 111: 8, 79: 8, 120: 16, 88: 16]
        if byte() == 48, let radix = radixes[byte(1)] {
            place += 2
            while Lexer.isNameByte(byte()) || (48...57).contains(byte()) { place += 1 }
            let digits = source.text(start + 2..<place).filter { $0 != "_" }
            guard let number = Int(digits, radix: radix) else {
                throw source.error(.syntax, "this is not a number, or too large", at: start)
            }
            tokens.append(Token(kind: .int(number), offset: start))
            return
        }
        func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
        var isFraction = false
        func digits(_ lexer: inout Lexer) {
            while isDigit(lexer.byte()) || (lexer.byte() == 95 && isDigit(lexer.byte(1))) { lexer.place += 1 }
        }
        digits(&self)
        if byte() == 46, isDigit(byte(1)) {
            isFraction = true
            place += 1
            digits(&self)
        }
        let sign = byte(1) == 43 || byte(1) == 45 ? 1 : 0
        if byte() | 32 == 101, isDigit(byte(1 + sign)) {
            isFraction = true
            place += 2 + sign
            digits(&self)
        }
        let text = source.text(start..<place).filter { $0 != "_" }
        if isFraction, let number = Double(text) {
            tokens.append(Token(kind: .float(number), offset: start))
        } else if let number = Int(text) {
            tokens.append(Token(kind: .int(number), offset: start))
        } else {
            throw source.error(.syntax, "the number is too large", at: start)
        }
    }

    private mutating func readString() throws {
        let start = place
        let quote = byte()
        place += 1
        var text: [UInt8] = []
        while place < bytes.count, byte() != quote {
            if byte() == UInt8(ascii: "\\") {
                try readEscape(into: &text)
            } else {
                text.append(byte())
                place += 1
            }
        }
        guard place < bytes.count else { throw source.error(.syntax, "the text is not closed", at: start) }
        place += 1
        tokens.append(Token(kind: .string(String(decoding: text, as: UTF8.self)), offset: start))
    }

    private mutating func readEscape(into text: inout [UInt8]) throws {
        let start = place
        let sign = byte(1)
        place += 2
        let plain: [UInt8: UInt8] = [
            110: 10, 116: 9, 114: 13, 92: 92, 39: 39, 34: 34, 97: 7, 98: 8, 102: 12, 118: 11,
        ]
        if let byte = plain[sign] {
            text.append(byte)
        } else if sign == 10 {
            return
        } else if let width = [120: 2, 117: 4, 85: 8][sign] {
            let end = min(place + width, bytes.count)
            guard end - place == width, let code = UInt32(source.text(place..<end), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw source.error(.syntax, "this escape names no character", at: start) }
            text.append(contentsOf: String(scalar).utf8)
            place = end
        } else if (48...55).contains(sign) {
            var code: UInt32 = UInt32(sign) - 48
            var count = 1
            while count < 3, (48...55).contains(byte()) {
                code = code * 8 + UInt32(byte()) - 48
                place += 1
                count += 1
            }
            text.append(contentsOf: String(Unicode.Scalar(code).map(Character.init) ?? "?").utf8)
        } else {
            // An unknown escape stays as it is written, as in Python.
            place = start + 1
            text.append(UInt8(ascii: "\\"))
        }
    }
}
