/// A country as its phone numbers know it.
package struct Country: Sendable, Hashable {
    /// ISO 3166-1: `UA`.
    package let code: String
    /// The digits after the plus of ITU-T E.164.
    package let callingCode: String
    /// What is dialled before a number within the country; empty where nothing is.
    package let trunk: String
    /// How many digits a number has without either, landlines and mobiles.
    package let digits: ClosedRange<Int>

    /// One of `all`; nil for any other.
    package init?(code: String) {
        guard let known = Self.all.first(where: { $0.code == code }) else { return nil }
        self = known
    }

    private init(_ code: String, _ callingCode: String, trunk: String, _ digits: ClosedRange<Int>) {
        (self.code, self.callingCode, self.trunk, self.digits) = (code, callingCode, trunk, digits)
    }

    /// By their codes. The numbers are those of the national numbering plans that the ITU publishes (ITU-T E.129).
    package static let all = [
        Country("AE", "971", trunk: "0", 8...9), Country("AM", "374", trunk: "0", 8...8),
        Country("AT", "43", trunk: "0", 7...12), Country("AZ", "994", trunk: "0", 9...9),
        Country("BE", "32", trunk: "0", 8...9), Country("BG", "359", trunk: "0", 7...9),
        Country("CA", "1", trunk: "1", 10...10), Country("CH", "41", trunk: "0", 9...9),
        Country("CY", "357", trunk: "", 8...8), Country("CZ", "420", trunk: "", 9...9),
        Country("DE", "49", trunk: "0", 6...11), Country("DK", "45", trunk: "", 8...8),
        Country("EE", "372", trunk: "", 7...8), Country("ES", "34", trunk: "", 9...9),
        Country("FI", "358", trunk: "0", 6...11), Country("FR", "33", trunk: "0", 9...9),
        Country("GB", "44", trunk: "0", 9...10), Country("GE", "995", trunk: "0", 9...9),
        Country("GR", "30", trunk: "", 10...10), Country("HR", "385", trunk: "0", 8...9),
        Country("HU", "36", trunk: "06", 8...9), Country("IE", "353", trunk: "0", 7...9),
        Country("IL", "972", trunk: "0", 8...9), Country("IT", "39", trunk: "", 6...11),
        Country("KZ", "7", trunk: "8", 10...10), Country("LT", "370", trunk: "0", 8...8),
        Country("LV", "371", trunk: "", 8...8), Country("MD", "373", trunk: "0", 8...8),
        Country("NL", "31", trunk: "0", 9...9), Country("NO", "47", trunk: "", 8...8),
        Country("PL", "48", trunk: "", 9...9), Country("PT", "351", trunk: "", 9...9),
        Country("RO", "40", trunk: "0", 9...9), Country("RS", "381", trunk: "0", 8...9),
        Country("RU", "7", trunk: "8", 10...10), Country("SE", "46", trunk: "0", 7...9),
        Country("SI", "386", trunk: "0", 8...8), Country("SK", "421", trunk: "0", 9...9),
        Country("TR", "90", trunk: "0", 10...10), Country("UA", "380", trunk: "0", 9...9),
        Country("US", "1", trunk: "1", 10...10), Country("UZ", "998", trunk: "", 9...9),
    ]
}
