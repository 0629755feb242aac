/// `timestamptz` in Postgres' text format with `DateStyle = ISO` and `TimeZone = UTC`, as microseconds
/// since 1970. Written by hand because Foundation's date parsing costs more than the query.
package enum Timestamp {
    /// `2026-01-31 09:30:00.123456+00`. Any value can be printed; what Postgres cannot hold, it refuses.
    package static func print(_ microseconds: Int64) -> String {
        let (day, inDay) = divide(microseconds, by: 86_400_000_000)
        let (year, month, dayOfMonth) = civil(fromDay: day)
        let (second, fraction) = divide(inDay, by: 1_000_000)
        let text = String(unsafeUninitializedCapacity: 48) { buffer in
            var position = 0
            func put(_ number: Int64, _ width: Int, _ after: Unicode.Scalar) {
                Timestamp.put(number, width, in: buffer, at: &position)
                buffer[position] = UInt8(ascii: after)
                position += 1
            }
            put(year > 0 ? year : 1 - year, 4, "-")
            put(month, 2, "-")
            put(dayOfMonth, 2, " ")
            put(second / 3600, 2, ":")
            put(second / 60 % 60, 2, ":")
            put(second % 60, 2, ".")
            put(fraction, 6, "+")
            buffer[position] = UInt8(ascii: "0")
            buffer[position + 1] = UInt8(ascii: "0")
            return position + 2
        }
        return year > 0 ? text : text + " BC"
    }

    /// nil for `infinity`, years before 1, another zone than UTC and whatever else is not an instant.
    package static func parse(_ text: String) -> Int64? {
        var rest = Array(text.utf8)[...]
        guard let year = number(&rest, 4...6), year >= 1, take("-", &rest),
            let month = number(&rest, 2...2), (1...12).contains(month), take("-", &rest),
            let dayOfMonth = number(&rest, 2...2), (1...31).contains(dayOfMonth), take(" ", &rest),
            let hour = number(&rest, 2...2), hour < 24, take(":", &rest),
            let minute = number(&rest, 2...2), minute < 60, take(":", &rest),
            let second = number(&rest, 2...2), second < 60,
            let fraction = fraction(&rest), rest.elementsEqual("+00".utf8)
        else { return nil }
        let seconds = day(year, month, dayOfMonth) * 86_400 + hour * 3600 + minute * 60 + second
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflowToo) = whole.addingReportingOverflow(fraction)
        return overflow || overflowToo ? nil : sum
    }

    private static func divide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }

    /// Days since 1970 of a day in the Gregorian calendar; eras of 400 years start in March.
    private static func day(_ year: Int64, _ month: Int64, _ dayOfMonth: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = divide(shifted, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dayOfMonth - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = divide(day + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// At least so many digits; a year may have more, up to six.
    private static func put(
        _ number: Int64, _ width: Int, in buffer: UnsafeMutableBufferPointer<UInt8>, at position: inout Int
    ) {
        var width = width
        var bound: Int64 = 10
        for _ in 1..<width { bound *= 10 }
        while number >= bound {
            bound *= 10
            width += 1
        }
        var rest = number
        for index in (position..<position + width).reversed() {
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        position += width
    }

    private static func take(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ width: ClosedRange<Int>) -> Int64? {
        var value: Int64 = 0
        var digits = 0
        while digits < width.upperBound, let byte = rest.first, byte >= 0x30, byte <= 0x39 {
            value = value * 10 + Int64(byte - 0x30)
            digits += 1
            rest.removeFirst()
        }
        return width.contains(digits) ? value : nil
    }

    /// Microseconds after the point, or 0 without one.
    private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard take(".", &rest) else { return 0 }
        let before = rest.count
        guard var value = number(&rest, 1...6) else { return nil }
        for _ in (before - rest.count)..<6 { value *= 10 }
        return value
    }
}
