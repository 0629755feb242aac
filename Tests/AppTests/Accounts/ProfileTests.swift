import App
import HTTP
import Models
import Postgres
import TestSupport
import Testing

struct ProfileTests {
    @Test func `whoever never chose a language keeps the browser's, also after saving something else`() async throws {
        let shop = try await TestSite()
        let browser = try await shop.signIn(as: .rep)
        let page = await browser.get("/account", headers: ["accept-language": "uk"])
        #expect(page.text.contains("<option value=\"\">Як у браузері</option>"))
        #expect(!page.text.contains("lang=\"en\" selected"))
        #expect(!page.text.contains("lang=\"uk\" selected"))

        let saved = await browser.post(
            "/account", ["name": "Тарас Бондар", "language": "", "theme": "", "zone": "", "version": "1"])
        #expect(saved.status == .seeOther, "\(saved.text)")
        let chosen: String? = try await shop.database.superuser.value(
            "SELECT coalesce(language, 'none') FROM people WHERE id = \(browser.person?.rawValue)")
        #expect(chosen == "none")
    }
}
