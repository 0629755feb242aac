/// What the outside CRM answered when it was asked for one order: its items, who buys, where they came from.
package struct OrderContent: Sendable, Equatable {
    package let items: [OrderItem]
    package let buyer: Buyer
    package let marketing: Marketing
    /// Minor units; nil when the answer does not say.
    package let grandTotal: Int?
    /// By the CRM's clock: an older answer never replaces a newer one.
    package let updatedAt: Instant?

    /// A whole answer.
    package init(items: [OrderItem], buyer: Buyer, marketing: Marketing, grandTotal: Int?, updatedAt: Instant?) {
        self.items = items
        self.buyer = buyer
        self.marketing = marketing
        self.grandTotal = grandTotal
        self.updatedAt = updatedAt
    }
}

/// Who buys, as the outside CRM knows them; what it does not tell is empty.
package struct Buyer: Sendable, Equatable {
    package let name: String
    package let phone: String
    package let email: String
    /// What else stood there, as texts by name.
    package let rest: [String: String]

    /// A buyer of whom nothing is known, unless something is given.
    package init(name: String = "", phone: String = "", email: String = "", rest: [String: String] = [:]) {
        self.name = name
        self.phone = phone
        self.email = email
        self.rest = rest
    }

    /// For those who may not see how to reach a customer: the last four digits of the phone, the first
    /// letter and the domain of the address, nothing of the rest.
    package var masked: Buyer {
        Buyer(name: name, phone: Self.maskedPhone(phone), email: Self.maskedEmail(email))
    }

    private static func maskedPhone(_ phone: String) -> String {
        let digits = phone.filter(\.isNumber)
        if digits.isEmpty { return phone.isEmpty ? "" : "•••" }
        return "•••" + (digits.count > 4 ? String(digits.suffix(4)) : "")
    }

    private static func maskedEmail(_ email: String) -> String {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].first else { return email.isEmpty ? "" : "•••" }
        return "\(first)•••@\(parts[1])"
    }
}

/// Where an order came from, as the outside CRM noted it; nil for what it does not tell.
package struct Marketing: Sendable, Equatable {
    package var source: String?
    package var medium: String?
    package var campaign: String?
    package var term: String?
    package var content: String?
    package var fbclid: String?
    package var fbc: String?
    package var fbp: String?
    /// A person's own words with the order; they may hold an address or a phone.
    package var comment: String?
    /// What else stood there, as texts by name.
    package var rest: [String: String]

    /// Nothing known.
    package init() { rest = [:] }

    /// Whether it tells anything that a page can show to everybody.
    package var isEmpty: Bool {
        [source, medium, campaign, term, content].allSatisfy { $0 == nil }
    }
}
