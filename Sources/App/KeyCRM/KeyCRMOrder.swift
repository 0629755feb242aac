import HTTP
package import Models

/// One order as the CRM's API tells it. New fields are let pass, missing ones are missing; only what is used
/// must be of its kind.
package struct KeyCRMOrder: Sendable, Equatable {
    package let id: Int64
    package let content: OrderContent

    /// As many lines as are kept.
    static let mostItems = 500

    /// Nil when it is no order: not an object, no usable id, or lines that are no list.
    init?(_ body: JSON) {
        let order = body["id"] == nil ? body["data"] ?? body : body
        guard let id = order["id"].flatMap(KeyCRMField.id), let lines = Self.lines(order["products"]) else {
            return nil
        }
        self.id = id
        content = OrderContent(
            items: lines.compactMap(\.members).prefix(Self.mostItems).enumerated().map {
                OrderItem(.object($0.element), number: $0.offset + 1)
            },
            buyer: Buyer(order["buyer"]), marketing: Marketing(order["marketing"], of: order),
            grandTotal: KeyCRMField.amount(order["grand_total"]), updatedAt: KeyCRMField.instant(order["updated_at"]))
    }

    /// An order without lines may say so by an empty list, by null or not at all.
    private static func lines(_ products: JSON?) -> [JSON]? {
        guard let products, !products.isNull else { return [] }
        return products.array
    }
}

extension OrderItem {
    fileprivate init(_ line: JSON, number: Int) {
        let offer = line["offer"]
        let sku = KeyCRMField.text(line["sku"], 200), offerSKU = KeyCRMField.text(offer?["sku"], 200)
        self.init(
            number: number,
            name: KeyCRMField.text(line["name"], 300) ?? KeyCRMField.text(offer?["name"], 300) ?? sku ?? offerSKU
                ?? "—",
            sku: sku, offerSKU: offerSKU,
            offer: Self.id(offer?["id"]) ?? Self.id(line["offer_id"]),
            product: Self.id(offer?["product_id"]) ?? Self.id(line["product_id"]),
            quantity: KeyCRMField.decimal(line["quantity"], scale: 1_000) ?? 1_000,
            price: KeyCRMField.amount(line["price_sold"]) ?? KeyCRMField.amount(line["price"]),
            purchasedPrice: KeyCRMField.amount(line["purchased_price"]))
    }

    private static func id(_ value: JSON?) -> Int? {
        value.flatMap(KeyCRMField.id).map(Int.init)
    }
}

extension Buyer {
    /// The names of the members are nowhere promised, so several are tried.
    fileprivate init(_ buyer: JSON?) {
        func first(_ names: [String], _ limit: Int) -> String {
            names.lazy.compactMap { KeyCRMField.first(buyer?[$0], limit) }.first ?? ""
        }
        let parts = ["first_name", "last_name"].compactMap { KeyCRMField.text(buyer?[$0], 100) }
        let name = first(["full_name", "name"], 200)
        let phones = ["phone", "phones"], emails = ["email", "emails"]
        self.init(
            name: name.isEmpty ? parts.joined(separator: " ") : name, phone: first(phones, 60),
            email: first(emails, 254),
            rest: KeyCRMField.rest(
                of: buyer, except: Set(phones + emails + ["full_name", "name", "first_name", "last_name"])))
    }
}

extension Marketing {
    fileprivate init(_ marketing: JSON?, of order: JSON) {
        self.init()
        let names: [(WritableKeyPath<Marketing, String?>, [String])] = [
            (\.source, ["utm_source", "source"]), (\.medium, ["utm_medium", "medium"]),
            (\.campaign, ["utm_campaign", "campaign"]), (\.term, ["utm_term", "term"]),
            (\.content, ["utm_content", "content"]), (\.fbclid, ["fbclid"]), (\.fbc, ["_fbc", "fbc"]),
            (\.fbp, ["_fbp", "fbp"]),
        ]
        for (field, spellings) in names {
            self[keyPath: field] = spellings.lazy.compactMap { KeyCRMField.text(marketing?[$0], 500) }.first
        }
        comment = KeyCRMField.text(order["manager_comment"], 2_000)
        rest = KeyCRMField.rest(of: marketing, except: Set(names.flatMap(\.1)))
    }
}
