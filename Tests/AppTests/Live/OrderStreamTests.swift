import Crypto
import HTTP
import Models
import Postgres
import TestSupport
import Testing
import Web

@testable import App
@testable import Store

/// R203: orders as they change, told to programs.
struct OrderStreamTests {
    private static func open(
        _ live: LiveStreams, _ site: TestSite, _ person: Person.ID, _ token: String, project: PublicID? = nil,
        after mark: String? = nil
    ) async throws -> StreamReader {
        StreamReader(
            try await live.open(
                .program(token: token, in: site.organization), of: person, project: project,
                after: mark.flatMap(LiveMark.init)))
    }

    @Test func `a program hears the orders its member sees in the token's organization, and no notices`() async throws {
        let site = try await TestSite(), other = try await TestSite()
        let person = try await site.member(as: .admin)
        try await other.join(person, as: .admin)
        let token = try await site.token(of: person, as: .admin).id
        let outsider = try await site.member(as: .rep, inProject: false)
        let blind = try await site.token(of: outsider, as: .rep).id
        try await LiveTests.running(site) { live in
            let all = try await Self.open(live, site, person, token)
            let one = try await Self.open(live, site, person, token, project: site.projectPublicID)
            let unseen = try await Self.open(live, site, outsider, blind)
            await #expect(throws: NotVisible.self, "a project of the member's other organization") {
                try await Self.open(live, site, person, token, project: other.projectPublicID)
            }
            await #expect(throws: NotVisible.self) {
                try await Self.open(live, site, outsider, blind, project: site.projectPublicID)
            }
            let (scope, now) = (site.system, site.clock.now)
            try await site.store.transaction(scope) { db in
                try db.notify(.newStatuses(["A"]), to: .members([person], in: nil), by: scope, at: now)
            }
            await LiveTests.deliver(other, [8])
            await LiveTests.deliver(site, [7])
            let told = "{\"project_id\":\"\(site.projectPublicID.rawValue)\",\"number\":7}"
            #expect(try await eventually { all.news.map(\.data) == [told] && one.news.map(\.data) == [told] })
            #expect(all.news.first?.name == "order_updated")
            #expect(unseen.news == [])
            // Who comes again hears what was missed.
            let mark = try #require(all.last)
            all.stream.leave()
            await LiveTests.deliver(site, [9])
            let again = try await Self.open(live, site, person, token, after: mark)
            #expect(try await eventually { again.news.map(\.name) == ["order_updated"] })
            site.clock.advance(seconds: Store.feedSeconds)
            let late = try await Self.open(live, site, person, token, after: mark)
            #expect(try await eventually { late.events.map(\.name) == ["invalidate", "ready"] })
        }
    }

    @Test func `a revoked token, a lost place and a suspended organization end the stream`() async throws {
        let site = try await TestSite()
        let first = try await site.member(as: .admin), second = try await site.member(as: .rep)
        let third = try await site.member(as: .rep)
        let revoked = try await site.token(of: first, as: .admin).id
        let kept = try await site.token(of: first, as: .admin).id
        let token = try await site.token(of: second, as: .rep).id, last = try await site.token(of: third, as: .rep).id
        try await LiveTests.running(site, { pace, _ in pace.check = .milliseconds(100) }) { live in
            let ended = try await Self.open(live, site, first, revoked)
            let staying = try await Self.open(live, site, first, kept)
            let moved = try await Self.open(live, site, second, token, project: site.projectPublicID)
            let gone = try await Self.open(live, site, third, last)
            try await Task.sleep(for: .milliseconds(300))
            #expect([ended, staying, moved, gone].allSatisfy { !$0.stream.isEnded })
            try await site.database.superuser.execute(
                "UPDATE api_tokens SET revoked_at = now() WHERE id = \(revoked)")
            try await site.database.superuser.execute("DELETE FROM project_members WHERE person_id = \(second)")
            try await site.database.superuser.execute(
                "UPDATE memberships SET is_active = false WHERE person_id = \(third)")
            #expect(try await eventually { ended.stream.isEnded && moved.stream.isEnded && gone.stream.isEnded })
            #expect(!staying.stream.isEnded)
            let organization = site.organization
            try await site.database.superuser.execute(
                "UPDATE organizations SET suspended_at = now() WHERE id = \(organization)")
            #expect(try await eventually { staying.stream.isEnded })
        }
    }

    @Test func `the door answers a stream of events; a wrong project or scope is a problem`() async throws {
        let site = try await TestSite()
        let program = try await site.program(), reader = try await site.program(scopes: [.projectsRead])
        let path = "/api/v1/stream/orders"
        let answer = await program.get("\(path)?project_id=\(site.projectPublicID.rawValue)")
        #expect(answer.status == .ok && answer.headers["content-type"] == "text/event-stream")
        let stream = StreamReader(try #require(answer.stream))
        #expect(stream.events.map(\.name) == ["ready"])
        for query in ["?project_id=2222222222", "?project_id=x", "?project=\(site.projectPublicID.rawValue)"] {
            let answer = await program.get(path + query)
            #expect([.notFound, .badRequest].contains(answer.status) && answer.stream == nil, "\(query)")
            #expect(answer.headers["content-type"] == "application/problem+json")
        }
        #expect(await reader.get(path).status == .forbidden)
        let head = await program.send(.head, path)
        #expect(head.status == .ok && head.stream == nil)
    }
}
