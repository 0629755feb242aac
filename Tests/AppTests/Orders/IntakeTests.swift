import HTTP
import Models
import TestSupport
import Testing

struct IntakeTests {
    @Test func `a status change is stored, derived and answered after the commit`() async throws {
        let shop = try await TestSite()
        let answer = await shop.deliver(TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        #expect(answer.status == .ok, "\(shop.log.lines)")
        #expect(answer.text == "stored\n")
        let again = await shop.deliver(TestSite.change(order: 7, status: 1, at: "2026-11-19T08:00:00.000000Z"))
        #expect(again.text == "known\n")
        let other = await shop.deliver("{}", secret: "x")
        #expect(other.status == .notFound)
    }
}
