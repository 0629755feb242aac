import Models
import Store
import Testing

@testable import App

struct RuleTrialTests {
    private let entered = Instant(second: 1_795_000_000)

    private func rules(limit: Int, closing: Set<Int> = []) throws -> OrderRules {
        OrderRules(
            zone: try ZoneFiles.shared.zone("Europe/Kyiv"),
            statuses: Versions(StatusMap(groups: [7: 1, 8: 2], closing: closing)),
            limits: Versions(SLALimits(normal: [1: limit])), hours: Versions(.inherited), covering: entered, entered)
    }

    @Test func `orders are counted by the state they leave and the state they come to`() throws {
        let now = entered.advanced(seconds: 3_600)
        let order = [StatusEvent(status: 7, changedAt: entered)]
        let late = [StatusEvent(status: 7, changedAt: entered.advanced(seconds: 3_500))]
        let other = [StatusEvent(status: 8, changedAt: entered)]
        let trial = RuleTrial(
            [order, order, late, other].map { RecentOrder(events: $0) }, before: try rules(limit: 7_200),
            after: try rules(limit: 3_600, closing: [8]),
            at: now)
        #expect(trial.orders == 4 && trial.changed == 3)
        #expect(
            trial.moves == [
                RuleTrial.Move(from: .ok, to: .over, orders: 2), RuleTrial.Move(from: .ok, to: .closed, orders: 1),
            ])
        #expect(trial.urgent == 0 && trial.notUrgent == 0)
        #expect(RuleTrial([], before: try rules(limit: 60), after: try rules(limit: 90), at: now).orders == 0)
    }
}
