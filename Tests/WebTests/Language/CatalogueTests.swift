import Foundation
import Testing
import Web

struct CatalogueTests {
    private func catalogue(_ english: String, _ ukrainian: String) throws -> Catalogue {
        try Catalogue([.english: Data(english.utf8), .ukrainian: Data(ukrainian.utf8)])
    }

    @Test func `a text is said in the language, with its arguments and its plural form`() throws {
        let texts = try catalogue(
            #"{"hello": "Hello {name}", "orders": {"one": "{n} order", "other": "{n} orders"}}"#,
            #"{"hello": "{name}, вітаємо", "orders": {"one": "{n} замовлення", "few": "{n} замовлення", "many": "{n} замовлень", "other": "{n} замовлення"}}"#
        )
        #expect(try texts.text("hello", in: .ukrainian, ["name": "Олено"]) == "Олено, вітаємо")
        #expect(try texts.text("orders", in: .english, count: 1) == "1 order")
        #expect(try texts.text("orders", in: .ukrainian, count: 1_005) == "1\u{202F}005 замовлень")
    }

    @Test func `a key, an argument or a plural form that is missing is an error, not an empty text`() throws {
        let texts = try catalogue(#"{"hello": "Hello {name}"}"#, #"{"hello": "Вітаємо, {name}"}"#)
        #expect(throws: CatalogueError.self) { try texts.text("bye", in: .english) }
        #expect(throws: CatalogueError.self) { try texts.text("hello", in: .english) }
        #expect(throws: CatalogueError.self) { try catalogue(#"{"a": "A"}"#, "{}") }
        #expect(throws: CatalogueError.self) { try catalogue("{}", #"{"a": "А"}"#) }
        #expect(throws: CatalogueError.self) { try catalogue(#"{"a": "{x}"}"#, #"{"a": "{y}"}"#) }
        #expect(throws: CatalogueError.self) { try catalogue(#"{"a": "{x"}"#, #"{"a": "{x"}"#) }
        #expect(throws: CatalogueError.self) {
            try catalogue(#"{"a": {"one": "1", "other": "2"}}"#, #"{"a": {"one": "1", "other": "2"}}"#)
        }
    }
}
