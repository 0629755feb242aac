import Forms
import Models
import Postgres
import Store
import TestSupport
import Testing

/// The list reads open and closed orders from indexes of their own; its pages must not show that.
struct OrderPagesTests {
    @Test(arguments: OrderFilter.Sort.allCases, OrderFilter.State.allCases)
    func `page after page shows every order once, in order, and back again`(
        sort: OrderFilter.Sort, state: OrderFilter.State
    ) async throws {
        let site = try await TestSite()
        let orders = try await fill(site, seed: 7)
        let scope = try await site.scope(ViewOrders.self)
        for isReversed in [false, true] {
            var filter = OrderFilter()
            (filter.sort, filter.state, filter.isReversed, filter.size) = (sort, state, isReversed, 20)
            let wanted = sorted(orders.filter { holds(state, $0, at: site.clock.now) }, sort, isReversed)
            var shown: [Int] = []
            var pages = 0
            while true {
                let page = try await site.store.orders(filter, from: nil, to: nil, scope, at: site.clock.now)
                #expect(page.total == wanted.count)
                shown += page.rows.map(\.number)
                pages += 1
                guard page.hasNext, let last = page.rows.last, pages < 20 else { break }
                filter.cursor = cursor(sort, at: last, isBackward: false)
            }
            #expect(shown == wanted)
            guard pages > 1, let first = filter.cursor else { continue }
            filter.cursor = .init(key: first.key, id: first.id, isBackward: true)
            let before = try await site.store.orders(filter, from: nil, to: nil, scope, at: site.clock.now)
            let end = (pages - 1) * 20 - 1
            #expect(before.rows.map(\.number) == Array(wanted[max(0, end - 20)..<end]))
        }
    }

    /// Whom the orders belong to, where they came from and whether they are urgent.
    private static let choices: [@Sendable (inout OrderFilter) -> Void] = [
        { $0.manager = 2 }, { $0.manager = 0 }, { $0.source = 1 }, { $0.urgent = .yes }, { $0.urgent = .no },
        {
            $0.manager = 1
            $0.urgent = .yes
        },
    ]

    @Test(arguments: OrderFilter.Sort.allCases, [OrderFilter.State.open, .closed, .near, .all])
    func `the orders of a manager, of a source and the urgent ones are the right ones, page after page`(
        sort: OrderFilter.Sort, state: OrderFilter.State
    ) async throws {
        let site = try await TestSite()
        let orders = try await fill(site, seed: 11)
        let scope = try await site.scope(ViewOrders.self)
        for choose in Self.choices {
            var filter = OrderFilter()
            (filter.sort, filter.state, filter.size) = (sort, state, 20)
            choose(&filter)
            let wanted = sorted(
                orders.filter { line in
                    holds(state, line, at: site.clock.now)
                        && filter.manager.map { ($0 == 0 ? nil : $0) == line.manager } ?? true
                        && filter.source.map { $0 == line.source } ?? true
                        && filter.urgent.map { ($0 == .yes) == line.isUrgent } ?? true
                }, sort, false)
            var shown: [Int] = []
            while true {
                let page = try await site.store.orders(filter, from: nil, to: nil, scope, at: site.clock.now)
                #expect(page.total == wanted.count)
                shown += page.rows.map(\.number)
                guard page.hasNext, let last = page.rows.last, shown.count < 200 else { break }
                filter.cursor = cursor(sort, at: last, isBackward: false)
            }
            #expect(shown == wanted)
        }
        let figures = try await site.store.orders(
            OrderFilter(), from: nil, to: nil, scope, at: site.clock.now
        ).figures
        let urgent = orders.filter { $0.isUrgent && !$0.isClosed }
        #expect(figures.urgent == urgent.count)
        #expect(figures.urgentOver == urgent.count { holds(.over, $0, at: site.clock.now) })
        #expect(figures.urgentNear == urgent.count { holds(.near, $0, at: site.clock.now) })
    }

    private struct Line: Sendable {
        let number: Int
        let manager, source: Int?
        let isUrgent: Bool
        let isClosed: Bool
        let enteredAt, changedAt: Instant
        let nearAt, overAt: Instant?
    }

    /// Some 90 orders: a third closed, some without a limit, some with equal instants.
    private func fill(_ site: TestSite, seed: UInt64) async throws -> [Line] {
        var dice = seed
        func roll(_ sides: Int) -> Int {
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((dice >> 33) % UInt64(sides))
        }
        let now = site.clock.now
        let lines = (0..<90).map { index -> Line in
            let isClosed = roll(3) == 0
            let changedAt = now.advanced(seconds: -3600 * roll(40))
            let overAt = isClosed || roll(5) == 0 ? nil : now.advanced(seconds: 1800 + 3600 * (roll(20) - 10))
            return Line(
                number: 1000 + index * 3, manager: [nil, 1, 2][index % 3], source: index % 4 == 0 ? 1 : nil,
                isUrgent: index % 5 < 2, isClosed: isClosed, enteredAt: changedAt.advanced(seconds: -60 * roll(5)),
                changedAt: changedAt, nearAt: overAt?.advanced(seconds: -7200), overAt: overAt)
        }
        let (organization, project) = (site.organization, site.project)
        _ = try await site.database.app.transaction([.init(name: "takt.organization", value: organization.text)]) {
            db in
            for line in lines {
                try db.execute(
                    """
                    INSERT INTO orders
                        (organization_id, project_id, order_id, status_id, status_group, changed_at, group_entered_at,
                         closed_at, near_at, over_at, rules_number, manager_id, source_id, is_urgent)
                    VALUES
                        (\(organization), \(project), \(line.number), 1, 1, \(line.changedAt), \(line.enteredAt),
                         \(line.isClosed ? line.changedAt : nil), \(line.nearAt), \(line.overAt), 1,
                         \(line.manager), \(line.source), \(line.isUrgent))
                    """)
            }
        }
        return lines
    }

    private func holds(_ state: OrderFilter.State, _ line: Line, at now: Instant) -> Bool {
        let isOver = line.overAt.map { $0 <= now } ?? false
        let isNear = !isOver && (line.nearAt.map { $0 <= now } ?? false)
        return switch state {
        case .all: true
        case .closed: line.isClosed
        case .open: !line.isClosed
        case .over: !line.isClosed && isOver
        case .near: !line.isClosed && isNear
        case .ok: !line.isClosed && !isOver && !isNear
        }
    }

    private func sorted(_ lines: [Line], _ sort: OrderFilter.Sort, _ isReversed: Bool) -> [Int] {
        func key(_ line: Line) -> Int64 {
            switch sort {
            case .breach: line.overAt?.microseconds ?? .max
            case .age: line.enteredAt.microseconds
            case .number: 0
            case .change: line.changedAt.microseconds
            }
        }
        let rising = lines.sorted { (key($0), $0.number) < (key($1), $1.number) }.map(\.number)
        return sort.isDescending != isReversed ? rising.reversed() : rising
    }

    private func cursor(_ sort: OrderFilter.Sort, at row: OrderSummary, isBackward: Bool) -> OrderFilter.Cursor {
        let key: Instant? =
            switch sort {
            case .breach: row.overAt
            case .age: row.groupEnteredAt
            case .number: nil
            case .change: row.changedAt
            }
        return .init(key: key, id: row.number, isBackward: isBackward)
    }
}
