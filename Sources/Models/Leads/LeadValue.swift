package import Forms

/// What a lead is expected to bring.
package struct LeadValue: Sendable, Equatable {
    package enum Currency: String, Sendable, CaseIterable {
        case uah = "UAH"
        case usd = "USD"
        case eur = "EUR"
        case pln = "PLN"
        case czk = "CZK"
        case gbp = "GBP"
        case rub = "RUB"
        case tryLira = "TRY"
    }

    /// Hundredths of the currency.
    package let minor: Int
    package let currency: Currency

    package init(minor: Int, currency: Currency) {
        self.minor = minor
        self.currency = currency
    }

    /// Hundredths, from an amount as people type it: `12 500,50`, `12500.5`.
    package static func minor(_ text: String) throws(Complaint.Refusal) -> Int {
        let plain = text.filter { !$0.isWhitespace && $0 != "\u{202F}" && $0 != "'" && $0 != "’" }
        let parts = plain.split(separator: #/[.,]/#, omittingEmptySubsequences: false)
        let isPlain = plain.utf8.allSatisfy { (48...57).contains($0) || $0 == 44 || $0 == 46 }
        guard isPlain, let whole = parts.first, (1...12).contains(whole.count), parts.count <= 2,
            let units = Int(whole)
        else { throw Complaint.Refusal("error.amount") }
        guard parts.count == 2 else { return units * 100 }
        guard (1...2).contains(parts[1].count), let rest = Int(parts[1]) else {
            throw Complaint.Refusal("error.amount")
        }
        return units * 100 + (parts[1].count == 1 ? rest * 10 : rest)
    }

    /// The amount as a field shows it: `12500.50`.
    package var amount: String {
        let rest = String(minor % 100 + 100).dropFirst()
        return rest == "00" ? "\(minor / 100)" : "\(minor / 100).\(rest)"
    }
}
