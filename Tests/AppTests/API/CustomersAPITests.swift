import App
import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// Customers and what a lead becomes, as programs see them.
struct CustomersAPITests {
    private struct Office {
        let shop: TestSite
        let admin, rep: Program

        init() async throws {
            shop = try await TestSite()
            admin = try await Self.program(shop, .admin)
            rep = try await Self.program(shop, .rep)
        }

        private static func program(_ shop: TestSite, _ role: Role) async throws -> Program {
            let person = try await shop.member(as: role)
            return Program(shop.site, token: try await shop.token(of: person, as: .admin).text)
        }

        func made(_ path: String, _ body: String, by program: Program? = nil) async throws -> JSON {
            let answer = await (program ?? admin).send(.post, path, body)
            #expect([.created, .ok].contains(answer.status), "\(answer.text)")
            return try JSON(parsing: answer.body)
        }

        func companies(_ query: String, by program: Program? = nil) async throws -> [String] {
            let answer = await (program ?? admin).get("/api/v1/customers" + query)
            #expect(answer.status == .ok, "\(answer.text)")
            return try JSON(parsing: answer.body)["items"]?.array?.compactMap { $0["company"]?.string } ?? []
        }
    }

    private static let dubok = #"""
        {"company": "Dubok", "email": "buy@dubok.example", "phones": ["+380 67 310 44 12"], "inn": "32855961",
         "contacts": [{"full_name": "Olena"}, {"full_name": "Maria", "is_primary": true}]}
        """#

    @Test func `a customer is entered, read, replaced under its version, and named once`() async throws {
        let office = try await Office()
        let key: Headers = ["idempotency-key": "dubok"]
        let answer = await office.admin.send(.post, "/api/v1/customers", Self.dubok, headers: key)
        let made = try JSON(parsing: answer.body), path = try #require(answer.headers["location"])
        #expect(answer.status == .created && made["contact_count"]?.int == 2, "\(answer.text)")
        #expect(made["contacts"]?.array?.map { $0["full_name"]?.string } == ["Maria", "Olena"])
        #expect(await office.admin.send(.post, "/api/v1/customers", Self.dubok, headers: key).body == answer.body)
        let read = await office.admin.get(path)
        #expect(try JSON(parsing: read.body) == made, "the answer is what is kept")
        let tag = try #require(read.headers["etag"])
        #expect(await office.admin.send(.put, path, #"{"company": "Beresta"}"#).status.code == 428)
        let changed = await office.admin.send(.put, path, #"{"company": "Beresta"}"#, headers: ["if-match": tag])
        let beresta = try JSON(parsing: changed.body)
        #expect(changed.status == .ok && beresta["email"] == .null && beresta["contacts"]?.array == [])
        let stale = await office.admin.send(.put, path, #"{"company": "Late"}"#, headers: ["if-match": tag])
        #expect(stale.status.code == 412)
        #expect(try await office.companies("") == ["Beresta"])
    }

    @Test func `a second customer of an e-mail is refused, one of a tax number unless it is meant`() async throws {
        let office = try await Office()
        let first = try await office.made("/api/v1/customers", Self.dubok)
        let id = try #require(first["customer_id"]?.string)
        let email = await office.admin.send(
            .post, "/api/v1/customers", #"{"company": "Other", "email": "BUY@dubok.example", "anyway": true}"#)
        #expect(email.status == .conflict && email.text.contains("\"duplicate_customer\""), "\(email.text)")
        let number = await office.admin.send(
            .post, "/api/v1/customers", #"{"company": "Branch", "inn": "32855961"}"#)
        #expect(number.status == .conflict && number.headers["location"] == "/api/v1/customers/" + id)
        #expect(number.text.contains("\"inn\"") && number.text.contains("Dubok"), "\(number.text)")
        _ = try await office.made("/api/v1/customers", #"{"company": "Branch", "inn": "32855961", "anyway": true}"#)
        #expect(Set(try await office.companies("")) == ["Dubok", "Branch"])
        for (body, field) in [
            (#"{"email": "a@b.example"}"#, "company"), (#"{"company": "X", "value": "5"}"#, "value"),
            (#"{"company": "X", "contacts": [{"position": "Buyer"}]}"#, "contacts.0.full_name"),
        ] {
            let answer = await office.admin.send(.post, "/api/v1/customers", body)
            #expect(answer.status == .unprocessable && answer.text.contains("\"\(field)\""), "\(body): \(answer.text)")
        }
    }

    @Test func `the list is filtered and read page by page, and a rep's is theirs and nobody's`() async throws {
        let office = try await Office()
        for name in ["Alder", "Birch", "Cedar", "Dogwood", "Elm"] {
            _ = try await office.made("/api/v1/customers", #"{"company": "\#(name)", "segment": "Wood"}"#)
        }
        let me = try JSON(parsing: await office.admin.get("/api/v1/me").body)["person_id"]?.string
        if let me {
            _ = try await office.made("/api/v1/customers", #"{"company": "Mine", "assignee": "\#(me)"}"#)
        }
        #expect(try await office.companies("?q=eda") == ["Cedar"])
        #expect(
            try await office.companies("?segment=Wood&sort=company") == ["Alder", "Birch", "Cedar", "Dogwood", "Elm"])
        #expect(try await office.companies("?assignee=nobody&sort=-company").first == "Elm")
        #expect(try await office.companies("?limit=100", by: office.rep).contains("Mine") == false)
        var names: [String] = [], cursor = ""
        repeat {
            let page = try JSON(
                parsing: await office.admin.get("/api/v1/customers?sort=company&segment=Wood&limit=2" + cursor).body)
            names += page["items"]?.array?.compactMap { $0["company"]?.string } ?? []
            cursor = page["next"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        #expect(names == ["Alder", "Birch", "Cedar", "Dogwood", "Elm"])
        for query in ["?limit=0", "?sort=color", "?cursor=x", "?when=now", "?assignee=x"] {
            #expect(await office.admin.get("/api/v1/customers" + query).status == .badRequest, "\(query)")
        }
    }

    @Test func `a lead is qualified once, and which customer it is can be said`() async throws {
        let office = try await Office()
        func lead(_ body: String) async throws -> String {
            "/api/v1/leads/\(try #require(try await office.made("/api/v1/leads", body)["lead_id"]?.string))"
        }
        let plain = try await lead(#"{"company": "Alder", "contacts": [{"full_name": "Olena"}]}"#)
        let first = try await office.made(plain + "/qualify", "{}")
        #expect(first["is_new"] == true)
        let second = try await office.made(plain + "/qualify", "{}")
        #expect(second["customer_id"] == first["customer_id"] && second["is_new"] == false)
        let id = try #require(first["customer_id"]?.string)
        let customer = try JSON(parsing: await office.admin.get("/api/v1/customers/" + id).body)
        #expect(customer["contacts"]?.array?.first?["full_name"] == "Olena")
        #expect(customer["lead_ids"]?.array?.first?.string.map { plain.hasSuffix($0) } == true)

        // Gone, it is made anew.
        #expect(await office.rep.send(.delete, "/api/v1/customers/" + id).status == .forbidden)
        #expect(await office.admin.send(.delete, "/api/v1/customers/" + id).status == .ok)
        for method in [HTTP.Method.delete, .get] {
            #expect(await office.admin.send(method, "/api/v1/customers/" + id).status == .notFound)
        }
        #expect(try await office.made(plain + "/qualify", "{}")["is_new"] == true)

        let known = try await office.made("/api/v1/customers", Self.dubok)
        let doubted = try await lead(#"{"company": "Dubok", "inn": "32855961"}"#)
        let asked = await office.admin.send(.post, doubted + "/qualify", "{}")
        #expect(asked.status == .conflict && asked.text.contains("\"duplicate_customer\""), "\(asked.text)")
        let other = try #require(known["customer_id"]?.string)
        let joined = try await office.made(doubted + "/qualify", #"{"customer_id": "\#(other)"}"#)
        #expect(joined["customer_id"]?.string == other && joined["is_new"] == true)
    }
}
