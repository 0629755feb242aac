package import Models
import Postgres

/// Which orders an act or an export is about, with the filter's dates as instants in the project's zone.
package struct OrderChoice: Sendable {
    package let filter: OrderFilter
    package let from: Instant?
    package let to: Instant?
    /// nil: all that match the filter.
    package let numbers: [Int]?
    /// The moment that “over” and “near” are asked of, the same for all pages of one walk.
    package let moment: Instant

    package init(filter: OrderFilter, from: Instant?, to: Instant?, numbers: [Int]?, moment: Instant) {
        self.filter = filter
        self.from = from
        self.to = to
        self.numbers = numbers
        self.moment = moment
    }

    /// In the order of their numbers, in which nothing moves while the walk goes on: each order comes once.
    fileprivate func query<Tenant: ProjectTenancy>(_ count: Int, after number: Int?, _ scope: Tenant) -> OrderQuery<
        Tenant
    > {
        var filter = filter
        (filter.sort, filter.isReversed, filter.size) = (.number, true, count)
        filter.cursor = number.map { .init(key: nil, id: $0, isBackward: false) }
        return OrderQuery(filter: filter, from: from, to: to, numbers: numbers, scope: scope, now: moment)
    }
}

extension Store {
    /// The next orders of the choice, by number; empty after the last.
    package func orders(
        of choice: OrderChoice, after number: Int?, atMost count: Int, _ scope: some ProjectTenancy
    ) async throws -> [OrderSummary] {
        let page = choice.query(count, after: number, scope).page
        return try await reading(scope) { db in
            let rows: [OrderSummary] = try db.all(page)
            return Array(rows.prefix(count))
        }
    }

    /// How many orders the choice has; stops counting at `limit` and one more.
    package func count(
        of choice: OrderChoice, upTo limit: Int = ListQuery.mostCounted, _ scope: some ProjectTenancy
    ) async throws -> Int {
        let total = choice.query(1, after: nil, scope).total(upTo: limit)
        return try await reading(scope) { db in try db.value(total) ?? 0 }
    }
}
