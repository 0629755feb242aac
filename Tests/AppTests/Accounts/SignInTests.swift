import HTTP
import Models
import TestSupport
import Testing

struct SignInTests {
    @Test func `a right password leads home, and the next request knows who it is`() async throws {
        let shop = try await TestSite()
        let person = try await shop.addPerson(
            email: "\(shop.project.text)@dubok.example", password: "ship it on Friday")
        try await shop.join(person, as: .admin)
        let browser = shop.visitor()
        let form = await browser.get("/login")
        #expect(form.status == .ok)
        let answer = await browser.post(
            "/login", ["email": "\(shop.project.text)@DUBOK.example", "password": "ship it on Friday"],
            token: Browser.token(in: form))
        #expect(answer.status == .seeOther)
        #expect(answer.headers["location"] == "/")
        let home = await browser.get("/")
        #expect(home.status == .ok)
        #expect(home.text.contains("Shop"))
    }

    @Test func `a wrong password says the same as an unknown address`() async throws {
        let shop = try await TestSite()
        let email = "\(shop.project.text)@dubok.example"
        _ = try await shop.addPerson(email: email, password: "ship it on Friday")
        let browser = shop.visitor()
        let token = Browser.token(in: await browser.get("/login"))
        let wrong = await browser.post("/login", ["email": email, "password": "ship it on Monday"], token: token)
        let unknown = await browser.post(
            "/login", ["email": "nobody-\(email)", "password": "ship it on Monday"], token: token)
        #expect(wrong.status == .unprocessable)
        #expect(unknown.status == .unprocessable)
        #expect(wrong.text.contains("id=\"email\"") == unknown.text.contains("id=\"email\""))
    }
}
