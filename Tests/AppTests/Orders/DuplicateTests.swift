import HTTP
import Models
import TestSupport
import Testing

/// F7: the same webhook many times, one after the other and at once.
struct DuplicateTests {
    @Test func `eight senders with five copies each make one event`() async throws {
        let shop = try await TestSite()
        try await shop.knowStatuses()
        let body = TestSite.change(order: 7, status: 1, at: "2026-11-18T08:00:00.000000Z")
        let inOtherWords = body.replacing("\"event\"", with: " \"event\"")
        let answers = await withTaskGroup(of: [Response].self) { group in
            for sender in 0..<8 {
                group.addTask {
                    var answers: [Response] = []
                    for copy in 0..<5 {
                        answers.append(await shop.deliver((sender + copy).isMultiple(of: 2) ? body : inOtherWords))
                    }
                    return answers
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(answers.count == 40 && answers.allSatisfy { $0.status == .ok })
        #expect(answers.count { $0.text == "stored\n" } == 1)
        #expect(try await shop.events() == ["7 2026-11-18T08:00:00.000000 1"])
        let outcomes = try await shop.deliveries().map(\.outcome)
        #expect(outcomes.count == 40 && outcomes.count { $0 == .stored } == 1)
        #expect(outcomes.count { $0 == .duplicate } == 39)
        #expect(try await shop.derived().count == 2)
    }

    @Test func `senders of different events of one order leave what one sender leaves`() async throws {
        let shop = try await TestSite()
        let alone = try await TestSite()
        let bodies = (0..<24).map { minute in
            TestSite.change(
                order: 7, status: [1, 2, 8][minute % 3], at: "2026-11-18T08:\(minute < 10 ? "0" : "")\(minute):00Z")
        }
        for shop in [shop, alone] { try await shop.knowStatuses() }
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<8 {
                group.addTask {
                    for index in bodies.indices {
                        let answer = await shop.deliver(bodies[(index * 7 + sender * 3) % bodies.count])
                        #expect(answer.status == .ok)
                    }
                }
            }
        }
        for body in bodies { _ = await alone.deliver(body) }
        let (many, one) = (try await shop.derived(), try await alone.derived())
        #expect(many == one)
        #expect(try await shop.events().count == 24)
        #expect(try await shop.deliveries(limit: 500).count == 8 * 24)
    }
}
