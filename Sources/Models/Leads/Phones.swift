package import Forms

/// Phone numbers as people type them.
package enum Phones {
    package static let most = 10

    /// The digits alone, by which numbers are compared and found.
    package static func digits(of phone: String) -> String {
        String(decoding: phone.utf8.filter { (48...57).contains($0) }, as: UTF8.self)
    }

    /// The last nine digits, or all of fewer: the same number with and without its country's or the trunk's prefix.
    package static func ending(of phone: String) -> String { String(digits(of: phone).suffix(9)) }

    /// Several with commas or semicolons between them, as typed and in their order.
    package static func list(_ text: String) throws(Complaint.Refusal) -> [String] {
        let typed = text.split { ",;\n\r".contains($0) }.map { String($0).trimmed }.filter { !$0.isEmpty }
        guard typed.count <= most else { throw Complaint.Refusal("error.too_many", ["count": "\(most)"]) }
        for phone in typed where !isPhone(phone) { throw Complaint.Refusal("error.phone") }
        var known: Set<String> = []
        return typed.filter { known.insert(digits(of: $0)).inserted }
    }

    /// Five to fifteen digits, and of other signs those that people write between them.
    package static func isPhone(_ text: String) -> Bool {
        let signs = text.unicodeScalars.allSatisfy {
            (48...57).contains($0.value) || "+ ()-–./\u{A0}".unicodeScalars.contains($0)
        }
        return signs && (5...15).contains(digits(of: text).count) && text.count <= 40
    }
}
