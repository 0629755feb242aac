/// One line of an order as the outside CRM told it.
package struct OrderItem: Sendable, Hashable {
    /// From 1, in the CRM's own order.
    package let number: Int
    package let name: String
    /// The line's own stock keeping unit; the offer's may be another one.
    package let sku: String?
    package let offerSKU: String?
    package let offer: Int?
    package let product: Int?
    /// In thousandths: half a metre is 500.
    package let quantity: Int
    /// Of one piece, in minor units; nil when the CRM does not say.
    package let price: Int?
    package let purchasedPrice: Int?

    /// One line; everything but its name may be missing.
    package init(
        number: Int, name: String, sku: String? = nil, offerSKU: String? = nil, offer: Int? = nil, product: Int? = nil,
        quantity: Int = 1_000, price: Int? = nil, purchasedPrice: Int? = nil
    ) {
        self.number = number
        self.name = name
        self.sku = sku
        self.offerSKU = offerSKU
        self.offer = offer
        self.product = product
        self.quantity = quantity
        self.price = price
        self.purchasedPrice = purchasedPrice
    }

    /// Price times quantity in minor units, rounded half up; nil without a price or beyond all sense.
    package var total: Int? {
        guard let price else { return nil }
        let (product, hasOverflowed) = price.multipliedReportingOverflow(by: quantity)
        guard !hasOverflowed, product < Int.max - 500 else { return nil }
        return (product + 500) / 1_000
    }
}
