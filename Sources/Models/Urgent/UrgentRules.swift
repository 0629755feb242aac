/// What makes an order urgent: a list of rules in order, each about one line of the order. The first that
/// fits decides and is what a page names as the reason.
package struct UrgentRules: Sendable, Hashable {
    /// What a rule compares.
    package enum Kind: String, Sendable, CaseIterable, Codable {
        /// The stock keeping unit of the line or of its offer, letter by letter.
        case sku
        /// A part of either, whatever the case of the letters.
        case skuPart = "sku_part"
        /// The CRM's number of the offer or the product.
        case offer, product
        /// A part of the line's name, whatever the case of the letters.
        case name

        /// Whether the value is one of the CRM's numbers.
        package var isNumber: Bool { self == .offer || self == .product }
    }

    /// One rule; switched off it stays in the list and fits nothing.
    package struct Rule: Sendable, Hashable {
        package let kind: Kind
        package let value: String
        package let isEnabled: Bool

        /// A rule in force unless it is said to be off.
        package init(_ kind: Kind, _ value: String, isEnabled: Bool = true) {
            self.kind = kind
            self.value = value
            self.isEnabled = isEnabled
        }

        func fits(_ item: OrderItem) -> Bool {
            switch kind {
            case .sku: item.sku == value || item.offerSKU == value
            case .skuPart: contains(item.sku) || contains(item.offerSKU)
            case .offer: item.offer.map { "\($0)" } == value
            case .product: item.product.map { "\($0)" } == value
            case .name: contains(item.name)
            }
        }

        private func contains(_ text: String?) -> Bool {
            text?.lowercased().contains(value.lowercased()) ?? false
        }
    }

    /// Why an order is urgent: the rule, its place in the list from 1, and the line that it fits.
    package struct Match: Sendable, Equatable {
        package let number: Int
        package let rule: Rule
        package let item: OrderItem
    }

    package let rules: [Rule]

    /// The most rules that a project may have.
    package static let limit = 50

    /// The rules in the order in which they are tried.
    package init(_ rules: [Rule]) {
        self.rules = rules
    }

    /// Nothing is urgent.
    package static let none = UrgentRules([])

    /// What a new project begins with: the express service by its name as a stock keeping unit or by its offer.
    /// A product number is there to be switched on.
    package static let preset = UrgentRules([
        Rule(.sku, "Термінове виготовлення"), Rule(.offer, "16"), Rule(.product, "2", isEnabled: false),
    ])

    /// The first rule in force that fits any line, with the first such line; nil: not urgent.
    package func match(_ items: [OrderItem]) -> Match? {
        for (index, rule) in rules.enumerated() where rule.isEnabled {
            if let item = items.first(where: rule.fits) { return Match(number: index + 1, rule: rule, item: item) }
        }
        return nil
    }
}

extension UrgentRules: StoredText {
    private enum Key: String, CodingKey {
        case rules
    }

    private struct Stored: Codable {
        let kind: Kind
        let value: String
        let on: Bool
    }

    package init(from decoder: any Decoder) throws {
        let stored = try decoder.container(keyedBy: Key.self).decode([Stored].self, forKey: .rules)
        self.init(stored.map { Rule($0.kind, $0.value, isEnabled: $0.on) })
    }

    /// `{"rules":[{"kind":"offer","on":true,"value":"16"}]}`
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(rules.map { Stored(kind: $0.kind, value: $0.value, on: $0.isEnabled) }, forKey: .rules)
    }
}
