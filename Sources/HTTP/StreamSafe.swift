/// Text from outside, believed only when it is UTF-8 and cheap to compare.
///
/// Swift normalizes strings to compare and to hash them, in time quadratic in the length of a run of
/// combining marks: one `==` on 320 kB of them took 7 s here. Unicode's Stream-Safe Text Format
/// (UAX #15) allows 30 marks in a row; more is refused before anything compares it.
package enum StreamSafe {
    package static let longestRun = 30

    package static func string(_ bytes: [UInt8]) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self), isSafe(text) else { return nil }
        return text
    }

    static func isSafe(_ text: String) -> Bool {
        var run = 0
        for scalar in text.unicodeScalars {
            if scalar.value < 0x300 || !isMark(scalar) {
                run = 0
            } else {
                run += 1
                if run > longestRun { return false }
            }
        }
        return true
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Of class 0 themselves, but they decompose into marks.
        case 0xf73, 0xf75, 0xf81: true
        default: scalar.properties.canonicalCombiningClass != .notReordered
        }
    }
}
