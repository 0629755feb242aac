import App
import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// Changes through the JSON door: versions, repetitions, pages of a list.
struct ChangesTests {
    private struct Shop {
        let site: TestSite
        let admin: Program
        let base: String

        init() async throws {
            site = try await TestSite()
            admin = try await site.program()
            base = "/api/v1/projects/\(site.projectPublicID.rawValue)"
        }
    }

    @Test func `the second of two who replace the limits is told, and overwrites nothing`() async throws {
        let shop = try await Shop()
        let path = shop.base + "/sla"
        let read = await shop.admin.get(path)
        let tag = try #require(read.headers["etag"])
        let body = #"{"normal": {"1": "9:30"}, "near": 70}"#
        #expect(await shop.admin.send(.put, path, body).status == .preconditionRequired)
        let first = await shop.admin.send(.put, path, body, headers: ["if-match": tag])
        #expect(first.status == .ok, "\(first.text)")
        #expect(try JSON(parsing: first.body)["normal"]?["1"]?.string == "9:30")
        #expect(first.headers["etag"] != tag)
        for stale in [tag, "\"0-x\"", "W/\(tag)", "nonsense", "\"\"", "\(tag), \(tag)"] {
            let second = await shop.admin.send(.put, path, #"{"near": 60}"#, headers: ["if-match": stale])
            #expect(second.status == .preconditionFailed, "\(stale)")
        }
        #expect(try JSON(parsing: await shop.admin.get(path).body)["near"] == 70)
        #expect(await shop.admin.send(.put, path, #"{"near": 60}"#, headers: ["if-match": "*"]).status == .ok)
        let same = await shop.admin.get(path)
        let again = await shop.admin.get(path, headers: ["if-none-match": try #require(same.headers["etag"])])
        #expect(again.status == .notModified && again.body.isEmpty)
        #expect(
            await shop.admin.send(.put, path, #"{"normal": {"77": "1:00"}}"#, headers: ["if-match": "*"]).status
                == .unprocessable)
    }

    @Test func `a project changes by what is sent alone, and its key stays with its server`() async throws {
        let shop = try await Shop()
        let changed = await shop.admin.send(
            .patch, shop.base, #"{"near": 77, "api_key": "secret-of-the-crm"}"#, headers: ["if-match": "*"])
        #expect(changed.status == .ok, "\(changed.text)")
        let json = try JSON(parsing: changed.body)
        #expect(json["near"] == 77 && json["name"]?.string == "Shop" && json["api_key_set_at"]?.string != nil)
        #expect(!changed.text.contains("secret-of-the-crm"))
        // What was answered before the change was made is what is stored.
        let read = await shop.admin.get(shop.base)
        #expect(read.body == changed.body && read.headers["etag"] == changed.headers["etag"])
        let moved = await shop.admin.send(
            .patch, shop.base, #"{"base_url": "https://elsewhere.example/v1"}"#, headers: ["if-match": "*"])
        #expect(moved.status == .unprocessable && moved.text.contains("error.key_again"))
        let organization = shop.site.organization
        let events: [String] = try await shop.site.database.superuser.values(
            "SELECT event FROM audit_entries WHERE organization_id = \(organization) AND event = 'project.changed'")
        #expect(events.count == 1)
    }

    @Test func `a call repeated under its key gets the first answer and changes nothing twice`() async throws {
        let shop = try await Shop()
        let body = #"{"name": "Once", "base_url": "https://openapi.keycrm.app/v1", "zone": "Europe/Kyiv", "near": 80}"#
        let key: Headers = ["idempotency-key": "7f0c"]
        let first = await shop.admin.send(.post, "/api/v1/projects", body, headers: key)
        #expect(first.status == .created, "\(first.text)")
        #expect(first.headers["idempotency-replayed"] == nil)
        let second = await shop.admin.send(.post, "/api/v1/projects", body, headers: key)
        #expect(second.status == .created && second.body == first.body)
        #expect(
            second.headers["location"] == first.headers["location"] && second.headers["etag"] == first.headers["etag"])
        #expect(second.headers["idempotency-replayed"] == "true")
        let other = await shop.admin.send(
            .post, "/api/v1/projects", body.replacing("Once", with: "Twice"), headers: key)
        #expect(other.status == .conflict && other.text.contains("key_reused"))
        // A key belongs to its token.
        let stranger = try await shop.site.program()
        let taken = await stranger.send(.post, "/api/v1/projects", body, headers: key)
        #expect(taken.status == .unprocessable && taken.text.contains("error.name_taken"))
        // What failed may be tried again under the same key.
        let repaired = body.replacing("Once", with: "Thrice")
        #expect(await stranger.send(.post, "/api/v1/projects", repaired, headers: key).status == .created)
        let location = try #require(first.headers["location"])
        #expect(await shop.admin.get(location).body == first.body)
    }

    @Test func `calls with one key at the same time make one project`() async throws {
        let shop = try await Shop()
        let body = #"{"name": "Alone", "base_url": "https://openapi.keycrm.app/v1", "zone": "Europe/Kyiv", "near": 80}"#
        let statuses = await withTaskGroup(of: Response.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    await shop.admin.send(.post, "/api/v1/projects", body, headers: ["idempotency-key": "one"])
                }
            }
            return await group.reduce(into: [Response]()) { $0.append($1) }
        }
        for answer in statuses where answer.status != .created {
            #expect(answer.status == .conflict && answer.headers["retry-after"] == "1", "\(answer.text)")
        }
        #expect(statuses.contains { $0.status == .created })
        let organization = shop.site.organization
        let made: Int? = try await shop.site.database.superuser.value(
            "SELECT count(*) FROM projects WHERE organization_id = \(organization) AND name = 'Alone'")
        #expect(made == 1)
    }

    @Test func `hours are the project's, a group's own, and the project's again`() async throws {
        let shop = try await Shop()
        let own = #"{"mon": [{"opens": "10:00", "closes": "12:00"}], "exceptions": [{"date": "2026-12-25"}]}"#
        let path = shop.base + "/working-hours"
        #expect(
            await shop.admin.send(.put, path, #"{"preset": "mon-fri-9-18"}"#, headers: ["if-match": "*"]).status == .ok)
        let inherited = try JSON(parsing: await shop.admin.get(path + "/3").body)
        #expect(inherited["inherited"] == true && inherited["preset"]?.string == "mon-fri-9-18")
        let put = await shop.admin.send(.put, path + "/3", own, headers: ["if-match": "*"])
        let json = try JSON(parsing: put.body)
        #expect(json["inherited"] == false && json["mon"] == [["opens": "10:00", "closes": "12:00"]], "\(put.text)")
        #expect(json["exceptions"] == [["date": "2026-12-25", "windows": ""]] && json["own_groups"] == [3])
        let deleted = await shop.admin.send(.delete, path + "/3", headers: ["if-match": "*"])
        #expect(try JSON(parsing: deleted.body)["inherited"] == true)
        let overlap = #"{"tue": [{"opens": "09:00", "closes": "12:00"}, {"opens": "11:00", "closes": "13:00"}]}"#
        let wrong = await shop.admin.send(.put, path, overlap, headers: ["if-match": "*"])
        #expect(wrong.status == .unprocessable && wrong.text.contains("tue.1.opens"))
        for (body, field) in [
            (#"{"mon": [{}]}"#, "mon.0.opens"), (#"{"mon": [{"opens": "", "closes": ""}]}"#, "mon.0.closes"),
            (#"{"exceptions": [{"windows": ""}]}"#, "exceptions.0.date"), (#"{"preset": null}"#, "preset"),
            (#"{"preset": "24-7", "thu": [{"opens": "09:00", "closes": "21:45*"}]}"#, "thu.0.closes"),
        ] {
            let answer = await shop.admin.send(.put, path, body, headers: ["if-match": "*"])
            #expect(answer.status == .unprocessable && answer.text.contains(field), "\(body): \(answer.text)")
        }
    }

    @Test func `pages of the list meet every order once, in both directions, and no cursor is made up`() async throws {
        let shop = try await Shop()
        for order in 1...7 {
            _ = await shop.site.deliver(
                TestSite.change(order: order, status: 1, at: "2026-11-19T08:0\(order):00.000000Z"))
        }
        func page(_ query: String) async throws -> JSON {
            let answer = await shop.admin.get("\(shop.base)/orders?\(query)")
            #expect(answer.status == .ok, "\(query): \(answer.text)")
            return try JSON(parsing: answer.body)
        }
        func numbers(_ page: JSON) -> [Int] { page["items"]?.array?.compactMap { $0["number"]?.int } ?? [] }
        for sort in ["breach", "-breach", "age", "number", "-number", "change"] {
            var seen: [Int] = [], cursor: String?, last: JSON?
            repeat {
                let next = try await page("sort=\(sort)&limit=3" + (cursor.map { "&cursor=\($0)" } ?? ""))
                seen += numbers(next)
                (cursor, last) = (next["next"]?.string, next)
            } while cursor != nil
            #expect(seen.sorted() == Array(1...7), "\(sort)")
            let back = try #require(last?["previous"]?.string)
            #expect(numbers(try await page("sort=\(sort)&limit=3&cursor=\(back)")) == Array(seen[3..<6]), "\(sort)")
        }
        let cursor = try #require(try await page("limit=2")["next"]?.string)
        for (query, code) in [
            ("limit=2&state=all&cursor=\(cursor)", "cursor"), ("cursor=\(cursor.dropLast(1))A", "cursor"),
            ("cursor=YWJj", "cursor"), ("cursor=", "cursor"), ("limit=0", "query"), ("limit=101", "query"),
            ("limit=x", "query"), ("state=none", "query"), ("from=2026-13-01", "query"), ("size=20", "query"),
            ("limit=1&limit=2", "query"), ("sort=status_id", "query"),
        ] {
            let answer = await shop.admin.get("\(shop.base)/orders?\(query)")
            #expect(answer.status == .badRequest, "\(query): \(answer.text)")
            #expect(try JSON(parsing: answer.body)["code"]?.string == code, "\(query)")
        }
        let one = try JSON(parsing: await shop.admin.get("\(shop.base)/orders/3").body)
        #expect(one["number"] == 3 && one["project_id"]?.string == shop.site.projectPublicID.rawValue)
        #expect(one["groups"]?[0]?["sla"]?["limit_seconds"] == 28_800)
        let life = try JSON(parsing: await shop.admin.get("\(shop.base)/orders/3/timeline").body)
        #expect(life["events"]?.array?.count == 1 && life["intervals"]?[0]?["left_at"] == .null)
    }
}
