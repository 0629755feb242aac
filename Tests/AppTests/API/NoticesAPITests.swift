import App
import Crypto
import HTTP
import Models
import Postgres
import TestSupport
import Testing
import Web

@testable import Store

/// The notifications of a token's member, as programs see them.
struct NoticesAPITests {
    /// A member with a token, and the notices they are told.
    private struct Member {
        let shop: TestSite
        let person: Person.ID
        let program: Program

        init(_ shop: TestSite, _ person: Person.ID? = nil, language: String? = nil) async throws {
            self.shop = shop
            if let person { self.person = person } else { self.person = try await shop.member(as: .admin) }
            program = Program(shop.site, token: try await shop.token(of: self.person, as: .admin).text)
        }

        func tell(_ notices: [Notice]) async throws {
            let (person, scope, now) = (person, shop.system, shop.clock.now)
            for notice in notices {
                try await shop.store.transaction(scope) { db in
                    try db.notify(notice, to: .members([person], in: scope.project), by: scope, at: now)
                }
            }
        }

        func list(_ query: String = "") async throws -> JSON {
            let answer = await program.get("/api/v1/notifications" + query)
            #expect(answer.status == .ok, "\(answer.text)")
            return try JSON(parsing: answer.body)
        }

        func ids(_ query: String = "") async throws -> [Int] {
            try await list(query)["items"]?.array?.compactMap { $0["id"]?.int } ?? []
        }
    }

    private static func unknown(_ statuses: ClosedRange<Int>) -> [Notice] {
        statuses.map { Notice(.unknownStatus, ["status": "\($0)"], .warning, category: .order, about: .statuses) }
    }

    @Test func `a notification is said in the language that is asked for, and leads where its page does`() async throws
    {
        let member = try await Member(try await TestSite())
        try await member.tell([.connectionFailing, Notice(.jobDead, ["job": "refresh_statuses", "n": "6"], .error)])
        let items = try #require(try await member.list()["items"]?.array)
        #expect(items.count == 2)
        #expect(items[0]["message"]?.string == "“Refresh statuses” failed 6 times and is not tried again.")
        #expect(items[1]["title"]?.string == "The CRM no longer answers")
        #expect(items[1]["type"] == "error" && items[1]["priority"] == "high" && items[1]["category"] == "system")
        let project = member.shop.projectPublicID.rawValue
        #expect(items[1]["action_url"]?.string == "/p/\(project)/settings/connection")
        #expect(items[1]["project_id"]?.string == project && items[1]["is_read"] == false)
        let uk = await member.program.get("/api/v1/notifications", headers: ["accept-language": "uk"])
        #expect(uk.text.contains("Оновлення статусів"), "\(uk.text)")
    }

    @Test func `pages follow each other without loss under every filter, and no cursor is taken elsewhere`()
        async throws
    {
        let member = try await Member(try await TestSite())
        try await member.tell(Self.unknown(1...7) + [.connectionFailing])
        let all = try await member.ids()
        #expect(all.count == 8 && all == all.sorted(by: >))
        for filter in ["type=warning", "category=order", "is_read=false", "type=warning&category=order"] {
            let wanted = filter == "is_read=false" ? all : Array(all.dropFirst())
            var pages: [[Int]] = []
            var cursor = "", back = ""
            repeat {
                let page = try await member.list("?\(filter)&limit=3\(cursor)")
                #expect(page["total"]?.int == wanted.count, "\(filter)")
                #expect((page["previous"] == .null) == pages.isEmpty, "\(filter)")
                pages.append(page["items"]?.array?.compactMap { $0["id"]?.int } ?? [])
                back = page["previous"]?.string.map { "&cursor=\($0)" } ?? ""
                cursor = page["next"]?.string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(pages.flatMap(\.self) == wanted && pages.count > 1, "\(filter)")
            // And the same way back.
            for expected in pages.dropLast().reversed() {
                let page = try await member.list("?\(filter)&limit=3\(back)")
                #expect(page["items"]?.array?.compactMap { $0["id"]?.int } == expected, "\(filter)")
                #expect(page["next"]?.string != nil, "\(filter)")
                back = page["previous"]?.string.map { "&cursor=\($0)" } ?? ""
            }
            #expect(back.isEmpty, "\(filter)")
        }
        let next = try #require(try await member.list("?type=warning&limit=3")["next"]?.string)
        for query in ["?cursor=\(next)", "?type=error&cursor=\(next)", "?cursor=MTIz", "?cursor=\(next)x"] {
            let answer = await member.program.get("/api/v1/notifications" + query)
            #expect(answer.status == .badRequest && answer.text.contains("\"cursor\""), "\(query)")
        }
        let colleague = try await Member(member.shop)
        #expect(await colleague.program.get("/api/v1/notifications?type=warning&cursor=\(next)").status == .badRequest)
        for query in ["?is_read=maybe", "?type=loud", "?limit=0", "?limit=101", "?category=", "?colour=red"] {
            #expect(await member.program.get("/api/v1/notifications" + query).status == .badRequest, "\(query)")
        }
        #expect(try await member.ids("?type=error").count == 1)
        #expect(try await member.ids("?is_read=true") == [])
    }

    @Test func `marking is for once: the first time counts, and the badge says what is left`() async throws {
        let member = try await Member(try await TestSite())
        try await member.tell(Self.unknown(1...3))
        let unread = "/api/v1/notifications/unread-count"
        #expect(try JSON(parsing: await member.program.get(unread).body)["unread_count"] == 3)
        let path = "/api/v1/notifications/\(try await member.ids()[0])/read"
        let first = await member.program.send(.patch, path)
        member.shop.clock.advance(seconds: 60)
        let second = await member.program.send(.patch, path)
        #expect(first.status == .ok && second.status == .ok && first.body == second.body, "\(second.text)")
        #expect(try JSON(parsing: first.body)["read_at"]?.string != nil)
        #expect(try JSON(parsing: await member.program.get(unread).body)["unread_count"] == 2)
        let key: Headers = ["idempotency-key": "k1"]
        let all = await member.program.send(.post, "/api/v1/notifications/mark-all-read", headers: key)
        #expect(try JSON(parsing: all.body)["count"] == 2)
        // Repeated under its key it is the first answer; without one, nothing is left to mark.
        try await member.tell(Self.unknown(9...9))
        let again = await member.program.send(.post, "/api/v1/notifications/mark-all-read", headers: key)
        #expect(again.body == all.body && again.headers["idempotency-replayed"] == "true")
        #expect(try JSON(parsing: await member.program.get(unread).body)["unread_count"] == 1)
        let more = await member.program.send(.post, "/api/v1/notifications/mark-all-read")
        #expect(try JSON(parsing: more.body)["count"] == 1)
    }

    @Test func `a token sees its member's notices of its own organization, and nobody else's`() async throws {
        let shop = try await TestSite(), other = try await TestSite()
        let member = try await Member(shop)
        try await other.join(member.person, as: .admin)
        let elsewhere = try await Member(other, member.person)
        try await member.tell(Self.unknown(1...2))
        try await elsewhere.tell([.connectionFailing])
        #expect(try await member.ids().count == 2)
        let foreign = try await elsewhere.ids()
        #expect(foreign.count == 1)
        let colleague = try await Member(shop)
        #expect(try await colleague.ids() == [])
        let mine = try await member.ids()[0]
        for (program, id) in [(member.program, foreign[0]), (colleague.program, mine)] {
            #expect(await program.send(.patch, "/api/v1/notifications/\(id)/read").status == .notFound)
        }
        _ = await member.program.send(.post, "/api/v1/notifications/mark-all-read")
        #expect(try await elsewhere.list()["unread_count"] == 1)
        // Who loses sight of the project no longer has its notices.
        let person = member.person
        try await shop.database.superuser.execute("UPDATE memberships SET role = 'viewer' WHERE person_id = \(person)")
        #expect(try await member.ids().count == 2)
        try await shop.database.superuser.execute("DELETE FROM project_members WHERE person_id = \(person)")
        #expect(try await member.ids() == [])
    }
}
