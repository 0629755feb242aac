import Forms
import Testing

@testable import Models

struct UrgentRulesTests {
    private func match(_ kind: UrgentRules.Kind, _ value: String, _ items: OrderItem...) -> UrgentRules.Match? {
        UrgentRules([UrgentRules.Rule(kind, value)]).match(items)
    }

    @Test func `each kind compares what its name says`() {
        let item = OrderItem(
            number: 1, name: "Терміновість ЕКСПРЕС", sku: "AB-7", offerSKU: "OF-7", offer: 16, product: 2)
        #expect(match(.sku, "AB-7", item) != nil && match(.sku, "OF-7", item) != nil)
        #expect(match(.sku, "ab-7", item) == nil && match(.sku, "AB", item) == nil)
        #expect(match(.skuPart, "b-", item) != nil && match(.skuPart, "f-7", item) != nil)
        #expect(match(.skuPart, "x", item) == nil)
        #expect(match(.offer, "16", item) != nil && match(.offer, "2", item) == nil && match(.offer, "1", item) == nil)
        #expect(match(.product, "2", item) != nil && match(.product, "16", item) == nil)
        #expect(match(.name, "експрес", item) != nil && match(.name, "звичайна", item) == nil)
        let bare = OrderItem(number: 1, name: "Терміновість")
        for kind in [UrgentRules.Kind.sku, .skuPart, .offer, .product] { #expect(match(kind, "16", bare) == nil) }
    }

    @Test func `the first rule in force that fits is the reason, with its line`() throws {
        let rules = UrgentRules([
            UrgentRules.Rule(.offer, "16", isEnabled: false), UrgentRules.Rule(.name, "box"),
            UrgentRules.Rule(.sku, "X"),
        ])
        let items = [
            OrderItem(number: 1, name: "Lid", sku: "X", offer: 16), OrderItem(number: 2, name: "Box"),
            OrderItem(number: 3, name: "Box two"),
        ]
        let match = try #require(rules.match(items))
        #expect(match.number == 2 && match.item.number == 2 && match.rule.kind == .name)
        #expect(rules.match([OrderItem(number: 1, name: "Lid", offer: 16)]) == nil)
        #expect(UrgentRules.none.match(items) == nil && rules.match([]) == nil)
    }

    @Test func `a new project begins with the express service by name and by offer`() {
        #expect(UrgentRules.preset.match([OrderItem(number: 1, name: "x", sku: "Термінове виготовлення")]) != nil)
        #expect(UrgentRules.preset.match([OrderItem(number: 1, name: "x", offer: 16)])?.number == 2)
        #expect(UrgentRules.preset.match([OrderItem(number: 1, name: "x", product: 2)]) == nil)
    }

    @Test func `the stored text and the form hold the same rules, in their order`() throws {
        #expect(
            try UrgentRules.preset.storedText()
                == #"{"rules":[{"kind":"sku","on":true,"value":"Термінове виготовлення"},"#
                + #"{"kind":"offer","on":true,"value":"16"},{"kind":"product","on":false,"value":"2"}]}"#)
        #expect(try UrgentRules(storedText: UrgentRules.preset.storedText()) == .preset)
        #expect(try UrgentRules(UrgentRules.preset.input) == .preset)
        let moved = Input([
            "rule.7.kind": "offer", "rule.7.value": " 16 ", "rule.2.kind": "name", "rule.2.value": "box",
            "rule.2.on": "1",
        ])
        #expect(
            try UrgentRules(moved)
                == UrgentRules([UrgentRules.Rule(.offer, "16", isEnabled: false), UrgentRules.Rule(.name, "box")]))
        #expect(try UrgentRules(Input.none) == .none)
    }

    @Test func `a form that cannot be read is refused field by field`() {
        let wrong = Input([
            "rule.0.kind": "colour", "rule.0.value": "x", "rule.1.kind": "offer", "rule.1.value": "16a",
            "rule.2.kind": "sku", "rule.2.value": "  ", "rule.3.kind": "product", "rule.3.value": "007",
        ])
        let errors = #expect(throws: FieldErrors.self) { try UrgentRules(wrong) }
        #expect(errors?.entries.map(\.field) == ["rule.0.kind", "rule.1.value", "rule.2.value", "rule.3.value"])
        var many = Input.none
        for index in 0...UrgentRules.limit {
            many.append("rule.\(index).kind", "sku")
            many.append("rule.\(index).value", "x")
        }
        #expect(throws: FieldErrors.self) { try UrgentRules(many) }
    }

    @Test func `whoever may not see how to reach a customer sees the end of the phone and the domain`() {
        let buyer = Buyer(name: "Ірина", phone: "+38 (067) 123-45-67", email: "iryna@example.com", rest: ["a": "b"])
        #expect(buyer.masked == Buyer(name: "Ірина", phone: "•••4567", email: "i•••@example.com"))
        #expect(Buyer(phone: "123", email: "no address").masked == Buyer(phone: "•••", email: "•••"))
        #expect(Buyer().masked == Buyer())
    }
}
