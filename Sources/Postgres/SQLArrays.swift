/// `id = ANY(\(ids))`: a list is one bind, however long.
extension Array: SQLEncodable where Element: SQLEncodable {
    package var sqlText: String? { Element.sqlText(array: self) }
}

extension Array: SQLDecodable where Element: SQLDecodable {
    package init?(sqlText: String?) {
        guard let sqlText, let values = Element.array(sqlText: sqlText) else { return nil }
        self = values
    }
}

extension SQLEncodable {
    package static func sqlText(array: [Self]) -> String? {
        var text: [UInt8] = [UInt8(ascii: "{")]
        text.reserveCapacity(array.count * 32 + 2)
        for (index, element) in array.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            guard let value = element.sqlText else {
                text += "NULL".utf8
                continue
            }
            text.append(UInt8(ascii: "\""))
            for byte in value.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
                text.append(byte)
            }
            text.append(UInt8(ascii: "\""))
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }
}

extension SQLDecodable {
    package static func array(sqlText: String) -> [Self]? {
        guard let elements = ArrayText.elements(of: sqlText) else { return nil }
        var values: [Self] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            guard let value = Self(sqlText: element) else { return nil }
            values.append(value)
        }
        return values
    }
}

/// Bytes are a `bytea`, not an array of numbers.
extension UInt8: SQLEncodable, SQLDecodable {
    package static func sqlText(array: [UInt8]) -> String? {
        "\\x" + array.withUnsafeBytes { Hex.text(of: $0) }
    }

    package static func array(sqlText: String) -> [UInt8]? {
        guard sqlText.hasPrefix("\\x") else { return nil }
        return Hex.bytes(of: sqlText.utf8.dropFirst(2))
    }
}

enum ArrayText {
    /// The elements of a one-dimensional array in Postgres' text format; nil when it is not one.
    static func elements(of text: String) -> [String?]? {
        var rest = Array(text.utf8)[...]
        guard rest.popFirst() == UInt8(ascii: "{"), rest.popLast() == UInt8(ascii: "}") else { return nil }
        var elements: [String?] = []
        if rest.isEmpty { return elements }
        while true {
            guard let element = element(&rest) else { return nil }
            elements.append(element)
            guard let separator = rest.popFirst() else { return elements }
            guard separator == UInt8(ascii: ",") else { return nil }
        }
    }

    private static func element(_ rest: inout ArraySlice<UInt8>) -> String?? {
        guard rest.first == UInt8(ascii: "\"") else {
            let word = rest.prefix { $0 != UInt8(ascii: ",") }
            rest.removeFirst(word.count)
            // A brace here is a second dimension, which nothing in the schema has.
            guard !word.isEmpty, !word.contains(UInt8(ascii: "{")) else { return nil }
            let text = String(decoding: word, as: UTF8.self)
            return .some(text == "NULL" ? nil : text)
        }
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                return .some(String(decoding: bytes, as: UTF8.self))
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            default:
                bytes.append(byte)
            }
        }
        return nil
    }
}

enum Hex {
    static func text(of bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            var position = 0
            for byte in bytes {
                buffer[position] = character(byte >> 4)
                buffer[position + 1] = character(byte & 0x0f)
                position += 2
            }
            return position
        }
    }

    static func bytes(of text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            guard let digit = digit(character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return high == nil ? bytes : nil
    }

    static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    static func character(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
