import App
import Crypto
import Forms
import Foundation
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// The documents of the JSON door against the door itself.
struct OpenAPITests {
    @Test func `the document is open, and describes every route for programs and no other`() async throws {
        let shop = try await TestSite()
        let answer = await Program(shop.site, token: nil).get("/api/v1/openapi.json")
        #expect(answer.status == .ok && answer.headers["content-type"] == "application/json")
        let document = try JSON(parsing: answer.body)
        #expect(document["openapi"]?.string == "3.1.0")
        var described: Set<String> = []
        for path in document["paths"]?.members ?? [] {
            for method in path.value.members ?? [] {
                described.insert("\(method.name.uppercased()) \(path.name.replacing(/\{[a-z]+\}/, with: "{}"))")
            }
        }
        let routes = shop.site.router.routes.filter(\.access.isForPrograms)
        #expect(described == Set(routes.map { "\($0.method.rawValue) \($0.pattern.text)" }))
        let names = routes.compactMap(\.operation?.name)
        #expect(Set(names).count == names.count && names.count == routes.count)
    }

    @Test func `every reference of the document leads somewhere`() async throws {
        let shop = try await TestSite()
        let document = try JSON(parsing: await Program(shop.site, token: nil).get("/api/v1/openapi.json").body)
        let references = document.text.matches(of: /"\$ref":"#\/([^"]+)"/).map { String($0.1) }
        #expect(references.count > 50)
        for reference in Set(references) {
            let target = reference.split(separator: "/").reduce(Optional(document)) { $0?[String($1)] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test func `every example fits its own description`() async throws {
        for route in try await TestSite().site.router.routes {
            guard let operation = route.operation else { continue }
            if let schema = operation.answer, let example = operation.answerExample {
                #expect(schema.errors(of: example).entries == [], "\(operation.name)")
            }
            if let schema = operation.body, let example = operation.bodyExample {
                #expect(schema.errors(of: example).entries == [], "\(operation.name)")
            }
        }
    }

    @Test func `what the handlers answer is what is described`() async throws {
        let world = try await TwoOrganizations()
        let person = try #require(world.people[.admin])
        let admin = Program(world.shop.site, token: try await world.shop.token(of: person, as: .admin).text)
        var answered = 0
        for route in world.shop.site.router.routes {
            guard let operation = route.operation, let schema = operation.answer else { continue }
            let name = "\(route.method.rawValue) \(route.pattern.text)"
            let path = route.pattern.text.filled(try await world.programIDs(.own, name, .admin))
            let body = try await world.programBody(name)
            let answer = await admin.send(route.method, path, body, headers: ["if-match": "*"])
            if answer.status == .conflict { continue }
            #expect(answer.status == operation.status, "\(name): \(answer.text)")
            #expect(schema.errors(of: try JSON(parsing: answer.body)).entries == [], "\(name): \(answer.text)")
            #expect(answer.headers["etag"]?.hasPrefix("\"") == true, "\(name)")
            answered += 1
        }
        #expect(answered > 15)
        try await world.database.drop()
    }

    @Test func `each bound of a described body is one that its decoder keeps`() async throws {
        let world = try await TwoOrganizations()
        let admin = try await world.shop.program()
        var tried = 0
        for route in world.shop.site.router.routes {
            let name = "\(route.method.rawValue) \(route.pattern.text)"
            guard let operation = route.operation, let body = operation.body,
                let sample = try await world.programBody(name)
            else { continue }
            let path = route.pattern.text.filled(try await world.programIDs(.own, name, .admin))
            for (field, bad) in body.violations(of: try JSON(parsing: sample)) {
                let answer = await admin.send(route.method, path, bad.text, headers: ["if-match": "*"])
                #expect(answer.status == .unprocessable, "\(operation.name) \(field): \(bad.text)")
                let errors = try JSON(parsing: answer.body)["errors"]?.array ?? []
                #expect(errors.contains { $0["field"]?.string?.hasPrefix(field) == true }, "\(field): \(answer.text)")
                tried += 1
            }
        }
        #expect(tried > 25)
        try await world.database.drop()
    }

    @Test func `a body of the wrong kind is refused by its status`() async throws {
        let shop = try await TestSite()
        let admin = try await shop.program()
        let path = "/api/v1/projects"
        for (body, type, status) in [
            ("{", "application/json", Status.badRequest), ("[]", "application/json", .unprocessable),
            ("{}", "text/plain", .unsupportedMediaType),
            ("{}", "application/json; charset=utf-16", .unsupportedMediaType),
            ("name=x", "application/x-www-form-urlencoded", .unsupportedMediaType),
            (#"{"name": 5, "colour": "red"}"#, "application/json", .unprocessable),
        ] {
            let answer = await admin.send(.post, path, body, headers: ["content-type": type])
            #expect(answer.status == status, "\(body) as \(type): \(answer.text)")
            #expect(answer.headers["content-type"] == "application/problem+json")
        }
        let uk = await admin.send(.post, path, "{}", headers: ["accept-language": "uk"])
        #expect(uk.text.contains("Заповніть") || uk.text.contains("Виправте"), "\(uk.text)")
        #expect(uk.headers["content-language"] == "uk")
    }

    @Test func `the page shows every operation, to visitors too, without foreign scripts`() async throws {
        let shop = try await TestSite()
        for browser in [shop.visitor(), try await shop.signIn(as: .viewer)] {
            let page = await browser.get("/docs")
            #expect(page.status == .ok)
            for route in shop.site.router.routes {
                if let name = route.operation?.name { #expect(page.text.contains("id=\"\(name)\""), "\(name)") }
            }
            #expect(!page.text.contains("src=\"http") && !page.text.contains("href=\"http"))
        }
    }
}

extension Schema {
    /// The sample with one thing wrong, and the field that should be told of, for each bound of its members.
    fileprivate func violations(of sample: JSON) -> [(field: String, bad: JSON)] {
        guard case .object(let members) = kind else { return [] }
        var all: [(String, JSON)] = [("nobody_knows", sample.setting("nobody_knows", 1))]
        for member in members {
            if member.isRequired { all.append((member.name, sample.setting(member.name, nil))) }
            for wrong in member.schema.wrongValues { all.append((member.name, sample.setting(member.name, wrong))) }
        }
        return all
    }

    private var wrongValues: [JSON] {
        switch kind {
        case .string(let length, let pattern, _):
            [5, true, []] + (length.map { [.string(String(repeating: "x", count: $0.upperBound + 1))] } ?? [])
                + (pattern == nil ? [] : [.string("\u{1} \u{1}")])
        case .choice: [5, "none of these"]
        case .integer(let range):
            ["5", .number("1.5")] + (range.map { [JSON($0.lowerBound - 1), JSON($0.upperBound + 1)] } ?? [])
        case .boolean: ["true", 1]
        case .list(_, let most): [5, [5]] + (most.map { [.array(Array(repeating: [:], count: $0 + 1))] } ?? [])
        case .numbered: [5, ["x": 1], ["01": 1], ["-1": 1]]
        case .object: [5]
        }
    }
}

extension JSON {
    fileprivate func setting(_ name: String, _ value: JSON?) -> JSON {
        var members = (self.members ?? []).filter { $0.name != name }
        if let value { members.append(Member(name, value)) }
        return .object(members)
    }
}
