import App
import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// Activities as programs plan, read and do them.
struct ActivitiesAPITests {
    private struct Desk {
        let shop: TestSite
        let rep: Scope<WorkLeads>
        let program: Program
        let lead: Lead.ID

        init(_ shop: TestSite, as role: Role = .rep) async throws {
            self.shop = shop
            rep = try await shop.leadScope(WorkLeads.self, as: role)
            program = Program(shop.site, token: try await shop.token(of: rep.person, as: .admin).text)
            lead = try await shop.addLead(LeadForm(company: "Dnister", assignee: rep.person), by: rep)
        }

        func add(_ body: String, headers: Headers = [:]) async -> Response {
            await program.send(.post, "/api/v1/activities", body, headers: headers)
        }

        func plan(_ title: String, _ more: String = "") async throws -> String {
            let answer = await add(#"{"lead_id": "\#(lead.text)", "type": "call", "title": "\#(title)"\#(more)}"#)
            #expect(answer.status == .created, "\(answer.text)")
            return try #require(try JSON(parsing: answer.body)["id"]?.string)
        }

        func list(_ query: String = "") async throws -> JSON {
            let answer = await program.get("/api/v1/activities" + query)
            #expect(answer.status == .ok, "\(answer.text)")
            return try JSON(parsing: answer.body)
        }

        func titles(_ query: String = "") async throws -> [String] {
            try await list(query)["items"]?.array?.compactMap { $0["title"]?.string } ?? []
        }
    }

    @Test func `one is planned, read, changed, completed with the next step, opened again and deleted`() async throws {
        let desk = try await Desk(try await TestSite())
        let answer = await desk.add(
            #"{"lead_id": "\#(desk.lead.text)", "type": "call", "title": "Call", "due_at": "2026-11-20T10:00:00+02:00", "duration_minutes": 15}"#
        )
        let made = try JSON(parsing: answer.body)
        let path = try #require(answer.headers["location"])
        #expect(answer.status == .created && made["company"] == "Dnister" && made["completed"] == false)
        #expect(made["due_at"]?.string == "2026-11-20T08:00:00Z" && made["assigned_to"]?.string == desk.rep.person.text)
        let read = await desk.program.get(path)
        #expect(try JSON(parsing: read.body) == made, "the answer is what is kept")
        let tag = try #require(read.headers["etag"])
        let body = #"{"type": "email", "title": "Write"}"#
        #expect(await desk.program.send(.put, path, body).status.code == 428)
        let changed = await desk.program.send(.put, path, body, headers: ["if-match": tag])
        #expect(try changed.status == .ok && JSON(parsing: changed.body)["due_at"] == .null, "\(changed.text)")
        #expect(await desk.program.send(.put, path, body, headers: ["if-match": tag]).status.code == 412)
        let finish = path + "/complete"
        let key: Headers = ["idempotency-key": "done"]
        let completion =
            #"{"result": "They want 40", "next": {"type": "meeting", "title": "Meet", "due_at": "2026-11-23T08:00:00Z"}}"#
        let done = await desk.program.send(.patch, finish, completion, headers: key)
        #expect(try done.status == .ok && JSON(parsing: done.body)["completed"] == true, "\(done.text)")
        #expect(try JSON(parsing: done.body) == JSON(parsing: await desk.program.get(path).body))
        #expect(await desk.program.send(.patch, finish, completion, headers: key).body == done.body)
        let again = await desk.program.send(.patch, finish, "{}")
        #expect(again.status == .conflict && again.text.contains("\"activity_ended\""), "\(again.text)")
        #expect(Set(try await desk.titles()) == ["Meet", "Write"])
        let opened = await desk.program.send(.patch, path + "/reopen")
        #expect((try JSON(parsing: opened.body))["state"] == "scheduled" && opened.status == .ok)
        #expect(try JSON(parsing: opened.body) == JSON(parsing: await desk.program.get(path).body))
        #expect(await desk.program.send(.delete, path).status == .ok)
        #expect(await desk.program.get(path).status == .notFound)
        #expect(await desk.program.send(.delete, path).status == .notFound)
    }

    @Test func `what is wrong is said by field, and nothing is kept`() async throws {
        let desk = try await Desk(try await TestSite())
        let lead = desk.lead.text
        for (body, word) in [
            (#"{"type": "call", "title": "x"}"#, "lead_id"),
            (#"{"lead_id": "\#(lead)", "customer_id": "\#(lead)", "type": "call", "title": "x"}"#, "lead_id"),
            (#"{"lead_id": "\#(lead)", "type": "visit", "title": "x"}"#, "type"),
            (#"{"lead_id": "\#(lead)", "type": "call", "title": ""}"#, "title"),
            (#"{"lead_id": "\#(lead)", "type": "call", "title": "x", "due_at": "1999-01-01T00:00:00Z"}"#, "due_at"),
            (#"{"lead_id": "\#(lead)", "type": "call", "title": "x", "colour": "red"}"#, "colour"),
            (#"{"lead_id": "\#(lead)", "type": "call", "title": "x", "assigned_to": "\#(lead)"}"#, "assigned_to"),
        ] {
            let answer = await desk.add(body)
            #expect(answer.status == .unprocessable && answer.text.contains("\"\(word)\""), "\(body): \(answer.text)")
        }
        let other = try await TestSite()
        let theirs = try await Desk(other)
        #expect(
            await desk.add(#"{"lead_id": "\#(theirs.lead.text)", "type": "call", "title": "x"}"#).status == .notFound)
        #expect(try await desk.titles() == [])
    }

    @Test func `the list is filtered and read page by page, and shows a rep their own`() async throws {
        let desk = try await Desk(try await TestSite())
        for number in 1...5 { _ = try await desk.plan("\(number)", #", "due_at": "2026-11-2\#(number)T10:00:00Z""#) }
        let note = await desk.add(#"{"lead_id": "\#(desk.lead.text)", "type": "note", "title": "note"}"#)
        #expect(note.status == .created)
        let manager = try await Desk(desk.shop, as: .manager)
        _ = try await manager.plan("manager's")
        #expect(try await desk.titles("?completed=true") == ["note"])
        #expect(Set(try await desk.titles("?type=call")) == Set((1...5).map { "\($0)" }))
        #expect(Set(try await desk.titles("?from=2026-11-22&to=2026-11-23")) == ["2", "3"])
        #expect(try await desk.titles("?lead_id=\(manager.lead.text)") == [])
        #expect(try await manager.titles("?lead_id=\(manager.lead.text)") == ["manager's"])
        #expect(try await manager.titles().count == 7)
        var pages: [[String]] = [], cursor = ""
        repeat {
            let page = try await desk.list("?type=call&limit=2\(cursor)")
            pages.append(page["items"]?.array?.compactMap { $0["title"]?.string } ?? [])
            cursor = page["next"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        #expect(pages.map(\.count) == [2, 2, 1] && Set(pages.flatMap(\.self)).count == 5)
        let next = try #require(try await desk.list("?type=call&limit=2")["next"]?.string)
        for query in ["?type=email&cursor=\(next)", "?cursor=x", "?type=visit", "?limit=0", "?from=soon", "?when=now"] {
            #expect(await desk.program.get("/api/v1/activities" + query).status == .badRequest, "\(query)")
        }
        #expect(await manager.program.get("/api/v1/activities?type=call&cursor=\(next)").status == .badRequest)
        // The clock stands at 19 November, 13:40.
        let upcoming = try JSON(parsing: await desk.program.get("/api/v1/activities/upcoming/my").body)
        #expect(upcoming["items"]?.array?.compactMap { $0["title"]?.string } == (1...5).map { "\($0)" })
        desk.shop.clock.advance(seconds: 3 * 86_400)
        let overdue = try JSON(parsing: await desk.program.get("/api/v1/activities/overdue/my").body)
        #expect(overdue["items"]?.array?.compactMap { $0["title"]?.string } == ["1", "2"])
    }
}
