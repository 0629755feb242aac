package import struct FoundationEssentials.UUID

/// A value that can be bound to `$n`. Everything travels in Postgres' text format.
package protocol SQLEncodable: Sendable {
    /// nil is NULL.
    var sqlText: String? { get }
    /// An array of such values as one bind; `bytea` differs from the rest.
    static func sqlText(array: [Self]) -> String?
}

/// A value that can be read from a column.
package protocol SQLDecodable: Sendable {
    /// `nil` when the text is not a value of this type.
    init?(sqlText: String?)
    /// An array column of such values.
    static func array(sqlText: String) -> [Self]?
}

extension String: SQLEncodable, SQLDecodable {
    package var sqlText: String? { self }
    package init?(sqlText: String?) {
        guard let sqlText else { return nil }
        self = sqlText
    }
}

extension SQLEncodable where Self: FixedWidthInteger {
    package var sqlText: String? { String(self) }
}

extension SQLDecodable where Self: FixedWidthInteger {
    package init?(sqlText: String?) {
        guard let sqlText, let value = Self(sqlText) else { return nil }
        self = value
    }
}

extension Int: SQLEncodable, SQLDecodable {}
extension Int64: SQLEncodable, SQLDecodable {}
extension Int32: SQLEncodable, SQLDecodable {}
extension Int16: SQLEncodable, SQLDecodable {}

extension Double: SQLEncodable, SQLDecodable {
    package var sqlText: String? { description }
    package init?(sqlText: String?) {
        guard let sqlText, let value = Double(sqlText) else { return nil }
        self = value
    }
}

extension Bool: SQLEncodable, SQLDecodable {
    package var sqlText: String? { self ? "t" : "f" }
    package init?(sqlText: String?) {
        switch sqlText {
        case "t": self = true
        case "f": self = false
        default: return nil
        }
    }
}

extension UUID: SQLEncodable, SQLDecodable {
    package var sqlText: String? {
        withUnsafeBytes(of: uuid) { bytes in
            String(unsafeUninitializedCapacity: 36) { text in
                var position = 0
                for (index, byte) in bytes.enumerated() {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        text[position] = UInt8(ascii: "-")
                        position += 1
                    }
                    text[position] = Hex.character(byte >> 4)
                    text[position + 1] = Hex.character(byte & 0x0f)
                    position += 2
                }
                return position
            }
        }
    }

    package init?(sqlText: String?) {
        guard let sqlText, sqlText.utf8.count == 36 else { return nil }
        var bytes = noBytes
        var digits = 0
        for (index, character) in sqlText.utf8.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard character == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Hex.digit(character) else { return nil }
            withUnsafeMutableBytes(of: &bytes) { $0[digits / 2] = $0[digits / 2] << 4 | digit }
            digits += 1
        }
        self.init(uuid: bytes)
    }
}

private let noBytes:
    (
        UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8
    ) = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    // Not flatMap(\.sqlText): a key path of a generic type is made anew at every use.
    package var sqlText: String? {
        guard let self else { return nil }
        return self.sqlText
    }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    package init?(sqlText: String?) {
        guard sqlText != nil else {
            self = .none
            return
        }
        guard let value = Wrapped(sqlText: sqlText) else { return nil }
        self = value
    }
}

extension SQLEncodable where Self: RawRepresentable, RawValue: SQLEncodable {
    package var sqlText: String? { rawValue.sqlText }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
    package init?(sqlText: String?) {
        guard let raw = RawValue(sqlText: sqlText), let value = Self(rawValue: raw) else { return nil }
        self = value
    }
}
