package import Forms

/// Phone numbers as people type them.
package enum Phones {
    package static let most = 10

    /// The digits alone, by which numbers are compared and found.
    package static func digits(of phone: String) -> String {
        String(decoding: phone.utf8.filter { (48...57).contains($0) }, as: UTF8.self)
    }

    /// The digits of the number with those of its country, as ITU-T E.164 wants them. `country`: where a number is from
    /// that does not say so itself. One that fits no plan, an extension or a short number, keeps the digits it has.
    package static func international(_ phone: String, in country: Country?) -> String {
        let digits = digits(of: phone)
        if phone.trimmed.hasPrefix("+") { return digits }
        if digits.hasPrefix("00") { return String(digits.dropFirst(2)) }
        guard let country else { return digits }
        let isWithin = country.digits.contains(digits.count) && country.trunk.isEmpty
        if digits.hasPrefix(country.callingCode), !isWithin,
            country.digits.contains(digits.count - country.callingCode.count)
        {
            return digits
        }
        let national = digits.hasPrefix(country.trunk) ? String(digits.dropFirst(country.trunk.count)) : digits
        return country.digits.contains(national.count) ? country.callingCode + national : digits
    }

    /// The last nine digits, or all of fewer: the same number with and without its country's or the trunk's prefix.
    package static func ending(of digits: String) -> String { String(digits.suffix(9)) }

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
