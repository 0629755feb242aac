/// The number by which a tax office knows a company or a person, where its country's rule has a check digit.
package enum TaxNumber {
    /// False when a number of 8, 10 or 12 digits breaks every rule known for that length; other texts are taken as they
    /// are, as other countries number otherwise.
    package static func isPlausible(_ text: String) -> Bool {
        let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }.map { Int($0) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return true }
        return switch digits.count {
        case 8: isCompanyOfUkraine(digits)
        case 10: isPersonOfUkraine(digits) || isCompanyOfRussia(digits)
        case 12: isPersonOfRussia(digits)
        default: true
        }
    }

    /// ЄДРПОУ: weights 1…7, or 7, 1…6 between 30,000,000 and 60,000,000; a remainder of 10 by 11 is tried again with each
    /// weight greater by 2 and is 0 then. (Order of the State Statistics Committee of Ukraine, the register of companies.)
    private static func isCompanyOfUkraine(_ digits: [Int]) -> Bool {
        let number = digits.reduce(0) { $0 * 10 + $1 }
        let weights = (30_000_000...60_000_000).contains(number) ? [7, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7]
        var check = sum(digits, weights) % 11
        if check == 10 { check = sum(digits, weights.map { $0 + 2 }) % 11 % 10 }
        return check == digits[7]
    }

    /// РНОКПП: weights −1, 5, 7, 9, 4, 6, 10, 5, 7; the remainder by 11, of it by 10. (State Tax Service of Ukraine,
    /// the register of natural persons.)
    private static func isPersonOfUkraine(_ digits: [Int]) -> Bool {
        let sum = sum(digits, [-1, 5, 7, 9, 4, 6, 10, 5, 7])
        return (sum % 11 + 11) % 11 % 10 == digits[9]
    }

    /// ИНН of a company: weights 2, 4, 10, 3, 5, 9, 4, 6, 8; the remainder by 11, of it by 10. (Federal Tax Service,
    /// order ММВ-7-6/435.)
    private static func isCompanyOfRussia(_ digits: [Int]) -> Bool {
        sum(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == digits[9]
    }

    /// ИНН of a person: two check digits by the same rule with weights of their own.
    private static func isPersonOfRussia(_ digits: [Int]) -> Bool {
        sum(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == digits[10]
            && sum(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == digits[11]
    }

    private static func sum(_ digits: [Int], _ weights: [Int]) -> Int {
        zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
