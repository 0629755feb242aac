extension Language {
    /// `1,284` in English, `1 284` with a narrow no-break space in Ukrainian; the minus is a true minus sign.
    package func number(_ value: Int) -> String {
        let digits = grouped(String(value.magnitude))
        return value < 0 ? "−" + digits : digits
    }

    /// An amount in minor units (cents) with its currency code: `UAH 18,640.00` as `₴ 18,640`.
    /// Cents are shown only where there are some. Without a currency it is the amount alone.
    package func money(minor: Int, currency: String) -> String {
        let whole = number(Int(minor.magnitude / 100))
        let cents = minor.magnitude % 100
        let mark = self == .english ? "." : ","
        let amount = cents == 0 ? whole : whole + mark + (cents < 10 ? "0" : "") + String(cents)
        let sign = minor < 0 ? "−" : ""
        let symbol = Self.symbol(of: currency)
        if symbol.isEmpty { return sign + amount }
        switch self {
        case .english: return "\(sign)\(symbol)\u{A0}\(amount)"
        case .ukrainian: return "\(sign)\(amount)\u{A0}\(symbol)"
        }
    }

    /// The same short, for sums among other words: `₴ 4.1 M`, `₴ 38.2 K`; below ten thousand to the unit.
    package func shortMoney(minor: Int, currency: String) -> String {
        let units = Int(minor.magnitude / 100)
        let scales: [(size: Int, english: String, ukrainian: String)] = [
            (1_000_000_000, "B", "млрд"), (1_000_000, "M", "млн"), (1_000, "K", "тис."),
        ]
        // What would be rounded up to a thousand of a scale is one of the next already.
        let found = units < 10_000 ? nil : scales.first { units >= $0.size - $0.size / 20_000 }
        guard let scale = found else { return money(minor: minor - minor % 100, currency: currency) }
        let tenths = (units + scale.size / 20) / (scale.size / 10)
        let rest = tenths % 10 == 0 ? "" : (self == .english ? "." : ",") + "\(tenths % 10)"
        let amount = number(tenths / 10) + rest
        let sign = minor < 0 ? "−" : "", symbol = Self.symbol(of: currency)
        switch self {
        case .english: return "\(sign)\(symbol)\u{A0}\(amount)\u{A0}\(scale.english)"
        case .ukrainian: return "\(sign)\(amount)\u{A0}\(scale.ukrainian)\u{A0}\(symbol)"
        }
    }

    private static func symbol(of currency: String) -> String {
        ["UAH": "₴", "EUR": "€", "USD": "$", "GBP": "£", "PLN": "zł"][currency] ?? currency
    }

    /// A percentage with the space both languages' typography puts before the sign.
    package func percent(_ value: Int) -> String { number(value) + "\u{A0}%" }

    /// Time spent, to the minute and rounded down: `2 h 05 m`, `38 m`, `3 d 5 h 28 m`, `45 s` below a minute.
    /// With `days` a day is 24 hours, which is right for elapsed time and wrong for working time. In `short` the
    /// minutes go where there are a hundred hours or a day: `3 d 5 h`, `1,204 h`.
    package func duration(seconds: Int, days: Bool = false, short: Bool = false) -> String {
        let units = self == .english ? ("d", "h", "m", "s") : ("д", "год", "хв", "с")
        let sign = seconds < 0 ? "−" : ""
        let total = Int(seconds.magnitude)
        if (1..<60).contains(total) { return "\(sign)\(total)\u{A0}\(units.3)" }
        let minutes = total / 60 % 60
        var hours = total / 3_600
        var text = sign
        if days, hours >= 24 {
            text += "\(number(hours / 24))\u{A0}\(units.0) "
            hours %= 24
        } else if hours == 0 {
            return "\(sign)\(minutes)\u{A0}\(units.2)"
        }
        if short, text != sign || hours >= 100 { return text + "\(number(hours))\u{A0}\(units.1)" }
        let padded = minutes < 10 ? "0\(minutes)" : "\(minutes)"
        return text + "\(number(hours))\u{A0}\(units.1) \(padded)\u{A0}\(units.2)"
    }

    private func grouped(_ digits: String) -> String {
        guard digits.count > 3 else { return digits }
        let mark = self == .english ? "," : "\u{202F}"
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += mark }
            text.append(digit)
        }
        return text
    }
}

/// A limit or a time of day as it is typed: `8:00`, `24:00`, `100:30`. The same in every language.
package func hoursAndMinutes(seconds: Int) -> String {
    let minutes = seconds / 60 % 60
    return "\(seconds / 3_600):\(minutes < 10 ? "0" : "")\(minutes)"
}
