import App
import Crypto
import HTTP
import Models
import TestSupport
import Testing
import Web

/// The stages of leads, as programs of managers change them (R75–R79).
struct LeadStagesAPITests {
    @Test func `a stage is added, changed under its version, and deleted once its leads have another`() async throws {
        let shop = try await TestSite()
        let program = Program(
            shop.site, token: try await shop.token(of: try await shop.member(as: .manager), as: .admin).text)
        func names() async throws -> [String] {
            try JSON(parsing: await program.get("/api/v1/lead-stages").body)["items"]?.array?.compactMap {
                $0["name"]?.string
            } ?? []
        }
        let body = #"{"name": "Samples", "color": "c3", "kind": "open", "ageing_days": 7}"#
        let key: Headers = ["idempotency-key": "samples"]
        let answer = await program.send(.post, "/api/v1/lead-stages", body, headers: key)
        let path = try #require(answer.headers["location"], "\(answer.text)")
        #expect(answer.status == .created)
        #expect(await program.send(.post, "/api/v1/lead-stages", body, headers: key).body == answer.body)
        #expect(
            try await names() == ["New", "Call", "Meeting", "Negotiation", "Samples", "Qualified", "Refused"])
        let taken = await program.send(.post, "/api/v1/lead-stages", body)
        #expect(taken.status == .unprocessable && taken.text.contains("\"name\""), "\(taken.text)")
        for (body, field) in [
            (#"{"name": "", "color": "c3", "kind": "open"}"#, "name"), (#"{"name": "X", "kind": "open"}"#, "color"),
            (#"{"name": "X", "color": "red", "kind": "open"}"#, "color"),
            (#"{"name": "X", "color": "c3", "kind": "open", "ageing_days": 0}"#, "ageing_days"),
        ] {
            let answer = await program.send(.post, "/api/v1/lead-stages", body)
            #expect(answer.status == .unprocessable && answer.text.contains("\"\(field)\""), "\(body): \(answer.text)")
        }

        let read = await program.get(path)
        #expect(read.body == answer.body)
        let tag = try #require(read.headers["etag"])
        let changed = await program.send(
            .put, path, #"{"name": "Probes", "color": "c4", "kind": "open"}"#, headers: ["if-match": tag])
        #expect(try JSON(parsing: changed.body)["ageing_days"] == .null && changed.status == .ok, "\(changed.text)")
        #expect(await program.send(.put, path, body, headers: ["if-match": tag]).status.code == 412)

        let stage = try #require(try JSON(parsing: changed.body)["stage_id"]?.int)
        let lead = await program.send(.post, "/api/v1/leads", #"{"company": "Dubok", "stage": \#(stage)}"#)
        #expect(lead.status == .created, "\(lead.text)")
        let blocked = await program.send(.delete, path)
        #expect(blocked.status == .conflict && blocked.text.contains("\"stage_in_use\""), "\(blocked.text)")
        let all = try JSON(parsing: await program.get("/api/v1/lead-stages").body)["items"]?.array ?? []
        let first = try #require(all.first?["stage_id"]?.int), last = try #require(all.last?["stage_id"]?.int)
        #expect(await program.send(.delete, path + "?move_to=\(last)").status == .unprocessable)
        #expect(await program.send(.delete, path + "?move_to=\(first)").status == .ok)
        #expect(await program.get(path).status == .notFound)
        let home = try JSON(parsing: await program.get(try #require(lead.headers["location"])).body)
        #expect(home["stage_id"]?.int == first)
        let needed = await program.send(.delete, "/api/v1/lead-stages/\(last)")
        #expect(needed.status == .conflict && needed.text.contains("\"stage_needed\""), "\(needed.text)")
    }
}
