import App
import HTTP
import Models
import Store
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

    @Test func `an order that lies wholly ahead is in no list and no figure until its time comes`() async throws {
        let shop = try await TestSite()
        let viewer = try await shop.signIn(as: .viewer)
        let ahead = shop.clock.now.advanced(seconds: 3_600)
        #expect(await shop.deliver(TestSite.change(order: 70, status: 1, at: ahead.description)).text == "stored\n")
        let orders = "/p/\(shop.projectPublicID.rawValue)/orders"
        #expect(!(await viewer.get("\(orders)?state=all")).text.contains("#70"))
        #expect(await viewer.get("\(orders)/70").status == .notFound)

        shop.clock.advance(seconds: 3_601)
        let now = shop.clock.now
        let book = shop.services.ruleBook
        let scope = shop.system
        try await shop.store.rederive(70, scope, at: now) { number, load in
            try book.rules(scope.project, number, at: now, load)
        }
        #expect(await viewer.get(orders).text.contains("#70"))
        #expect(await viewer.get("\(orders)/70").status == .ok)
    }
}
