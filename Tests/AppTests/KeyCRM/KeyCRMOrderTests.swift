import HTTP
import Models
import Outbound
import Testing

@testable import App

/// What is made of the answers about orders, people and sources: of those the CRM's description shows, and of
/// everything that it leaves open.
struct KeyCRMOrderTests {
    private func order(_ text: String) throws -> KeyCRMOrder? {
        KeyCRMOrder(try JSON(parsing: Array(text.utf8)))
    }

    @Test func `an order as the description shows it`() throws {
        let read = try order(
            """
            {"id": 40817, "source_id": 3, "grand_total": 1490, "updated_at": "2026-03-29 02:10:00", "manager_comment": "утм ",
             "buyer": {"id": 1, "full_name": "Ірина Савчук", "email": "i@example.com", "phone": "+380671234567", "city": "Львів"},
             "marketing": {"utm_source": "google", "utm_medium": null, "utm_campaign": "spring", "_fbp": "fb.1", "gclid": "g7"},
             "products": [
              {"name": "Шкатулка 20×20", "sku": "BX-20", "price": 1390, "price_sold": 1290.5, "purchased_price": 610,
               "quantity": 2, "offer": {"id": 905, "product_id": 311, "sku": "BX-20-D"}},
              {"name": "Терміновість", "sku": "Термінове виготовлення", "price": 100, "price_sold": 100,
               "purchased_price": 0, "quantity": 1, "offer": {"id": 16, "product_id": 2}}]}
            """)
        let known = try #require(read)
        #expect(known.id == 40817)
        #expect(
            known.content.items == [
                OrderItem(
                    number: 1, name: "Шкатулка 20×20", sku: "BX-20", offerSKU: "BX-20-D", offer: 905, product: 311,
                    quantity: 2_000, price: 129_050, purchasedPrice: 61_000),
                OrderItem(
                    number: 2, name: "Терміновість", sku: "Термінове виготовлення", offer: 16, product: 2,
                    quantity: 1_000, price: 10_000, purchasedPrice: 0),
            ])
        #expect(known.content.items[0].total == 258_100)
        #expect(known.content.grandTotal == 149_000)
        #expect(known.content.updatedAt == Instant("2026-03-29T02:10:00Z"))
        #expect(
            known.content.buyer
                == Buyer(
                    name: "Ірина Савчук", phone: "+380671234567", email: "i@example.com",
                    rest: ["id": "1", "city": "Львів"]))
        #expect(known.content.marketing.source == "google" && known.content.marketing.medium == nil)
        #expect(known.content.marketing.fbp == "fb.1" && known.content.marketing.rest == ["gclid": "g7"])
        #expect(known.content.marketing.comment == "утм")
    }

    @Test func `numbers as text, flat ids, no offer, names missing`() throws {
        let read = try order(
            """
            {"id": "7", "grand_total": "1 490", "buyer": {"first_name": "Олена", "last_name": "К.", "phones": ["123"],
             "emails": [{"value": "o@example.com"}]}, "marketing": [], "products": [
              {"sku": "A", "price": "10.005", "quantity": "0.5", "offer_id": "16", "product_id": 2, "offer": null},
              {"offer": {"sku": "B"}}, "line", null, {"name": "x\\u0007", "quantity": null, "price_sold": {}}]}
            """)
        let known = try #require(read)
        #expect(
            known.content.items == [
                OrderItem(
                    number: 1, name: "A", sku: "A", offer: 16, product: 2, quantity: 500, price: 1_001),
                OrderItem(number: 2, name: "B", offerSKU: "B"), OrderItem(number: 3, name: "x"),
            ])
        #expect(known.content.grandTotal == nil && known.content.updatedAt == nil)
        #expect(known.content.buyer == Buyer(name: "Олена К.", phone: "123", email: "o@example.com"))
        #expect(known.content.marketing.isEmpty)
    }

    @Test(arguments: [
        #"{"id": 7}"#, #"{"id": 7, "products": null, "buyer": null}"#, #"{"id": 7, "products": [], "buyer": "x"}"#,
        #"{"data": {"id": 7, "products": []}}"#, #"{"id": 7, "products": [], "new_field": {"a": [1]}}"#,
    ])
    func `an order without items is one`(text: String) throws {
        let known = try #require(try order(text))
        #expect(known.id == 7 && known.content.items.isEmpty && known.content.buyer.name.isEmpty)
    }

    @Test(arguments: [
        "[]", "{}", "7", #"{"id": 0}"#, #"{"id": null, "products": []}"#, #"{"id": 7, "products": {"0": {}}}"#,
        #"{"id": 7, "products": "none"}"#,
    ])
    func `what is no order is refused`(text: String) throws {
        #expect(try order(text) == nil)
    }

    @Test func `an answer about another order is no answer`() async throws {
        let client = KeyCRMClient(base: "https://crm.example/v1", key: "k") { _ in
            OutboundResponse(.ok, headers: [:], body: Array(#"{"id": 8, "products": []}"#.utf8))
        }
        await #expect(throws: KeyCRMVerdict.self) { try await client.order(7) }
        #expect(try await client.order(8).id == 8)
    }

    @Test func `amounts are read to the cent, and nothing absurd`() throws {
        let cases: [(JSON, Int?)] = [
            (1490, 149_000), ("0.00", 0), (.number("780.5"), 78_050), (.number("-3.455"), -346), ("12,50", nil),
            ("", nil), (nil, nil), ("NaN", nil), ("0x10", nil), (.number("1e400"), nil), (.number("1e3"), 100_000),
            (.number("99999999999999999999"), nil), (true, nil),
        ]
        for (value, wanted) in cases { #expect(KeyCRMField.amount(value) == wanted, "\(value)") }
    }

    @Test func `people and sources by any of their names`() {
        #expect(KeyCRMUser(["id": 4, "full_name": "Марія", "email": nil, "status": "blocked"])?.isActive == false)
        #expect(KeyCRMUser(["id": "5", "first_name": "Petro", "last_name": "H."])?.name == "Petro H.")
        #expect(KeyCRMUser(["id": 6, "email": "h@example.com"])?.name == "h@example.com")
        #expect(KeyCRMUser(["id": 6])?.name == "#6" && KeyCRMUser(["name": "x"]) == nil)
        #expect(KeyCRMSource(["id": 3, "name": "Instagram", "currency_code": "UAH"])?.currency == "UAH")
        #expect(KeyCRMSource(["id": 3, "alias": "insta", "currency_code": "hryvnia"])?.name == "insta")
        #expect(KeyCRMSource(["id": 3, "alias": "insta", "currency_code": "hryvnia"])?.currency == "")
    }
}
