import Forms
import Models
import Store

extension SaleFiguresPage {
    static var examples: [SaleFiguresPage] {
        guard let scope = Scope<ManageLeads>.example(.manager), let from = LocalDate("2026-10-20"),
            let to = LocalDate("2026-11-18"), let long = LocalDate("2025-01-01")
        else { return [] }
        let place = SalePlace(zone: .utc, today: to, shown: .utc)
        func page(_ period: SalePeriod, isEmpty: Bool, asked: Input) -> SaleFiguresPage {
            var query = ListQuery(asked)
            _ = SaleFilter(&query, today: to)
            return SaleFiguresPage(
                SaleReport(figures: isEmpty ? .example(empty: period) : .example(period), people: []),
                SaleFilter(period: period, assignee: asked["assignee"] == nil ? nil : .me), query, place,
                isRoundTheClock: isEmpty, scope)
        }
        return [
            page(SalePeriod(from: from, to: to), isEmpty: false, asked: .none),
            page(
                SalePeriod(from: long, to: to), isEmpty: false,
                asked: Input(["assignee": "me", "from": "2025-01-01", "to": "2026-11-18"])),
            page(SalePeriod(from: from, to: to), isEmpty: true, asked: Input(["from": "<x>"])),
        ]
    }
}

extension SaleFigures {
    fileprivate static func example(empty period: SalePeriod) -> SaleFigures {
        SaleFigures(
            period: period, sources: [], stages: [], days: [], qualified: 0, timeToQualify: nil, contacted: 0,
            firstContact: nil, firstContactWorking: nil,
            due: Due(completed: 0, skipped: 0, scheduled: 0, started: 0))
    }

    fileprivate static func example(_ period: SalePeriod) -> SaleFigures {
        SaleFigures(
            period: period,
            sources: [
                Source(source: .webhook, created: 212, won: 31), Source(source: .form, created: 64, won: 2),
                Source(source: .manual, created: 1, won: 1),
            ],
            stages: [
                Stage(
                    stage: LeadStage(id: 1, name: "New", color: .c1, kind: .open, ageingDays: nil, version: 1),
                    leads: 118, left: 240, stay: Quantiles(median: 7_200, ninetieth: 172_800, count: 240)),
                Stage(
                    stage: LeadStage(id: 2, name: "<Pilot>", color: .c8, kind: .open, ageingDays: 3, version: 1),
                    leads: 40, left: 900_000, stay: Quantiles(median: 345_600, ninetieth: 1_036_800, count: 4_012)),
                Stage(
                    stage: LeadStage(id: 3, name: "Refused", color: .c10, kind: .failed, ageingDays: nil, version: 1),
                    leads: 0, left: 0, stay: nil),
            ],
            days: period.buckets.enumerated().map {
                Day(date: $1.from, created: $0 * 7 % 19, qualified: $0 % 4)
            },
            qualified: 44, timeToQualify: Quantiles(median: 500_000, ninetieth: 1_500_000, count: 44),
            contacted: 5_000, firstContact: Quantiles(median: 30_000, ninetieth: 90_000, count: 4_000),
            firstContactWorking: Quantiles(median: 9_000, ninetieth: 40_000, count: 4_000),
            due: Due(completed: 310, skipped: 12, scheduled: 40, started: 3))
    }
}

extension SaleRowsPage {
    static var examples: [SaleRowsPage] {
        guard let scope = Scope<ManageLeads>.example(.manager), let today = LocalDate("2026-11-18") else { return [] }
        let stage = LeadStage(id: 1, name: "Call", color: .c3, kind: .open, ageingDays: nil, version: 1)
        func page(_ asked: Input, _ count: Int) -> SaleRowsPage {
            var query = ListQuery(asked)
            let filter = SaleStepFilter(&query, today: today)
            let rows = (0..<count).map { number in
                SaleRow(
                    lead: Lead.ID(at: .example, random: [UInt8](repeating: UInt8(number), count: 10)),
                    company: "Меблі <Карпат> \(number)",
                    span: SaleSpan(from: .example(hours: -90 * (number + 1)), to: .example(hours: -number)),
                    stage: number + 1, assignee: number == 0 ? nil : "Олена <М>")
            }
            let calendar = WorkCalendar(.office, in: .utc, covering: .example(hours: -900), .example)
            return SaleRowsPage(
                SaleRows(rows: rows, hasPrevious: count > 0, hasNext: count > 0, stages: [stage], people: []),
                filter, query, calendar, scope)
        }
        return [
            page(Input(["step": "contacted"]), 3), page(Input(["step": "stay", "stage": "1"]), 2),
            page(Input(["step": "stay"]), 0), page(Input(["step": "<x>", "from": "2020-01-01"]), 0),
        ]
    }
}

extension SaleDuePage {
    static var examples: [SaleDuePage] {
        guard let scope = Scope<ManageLeads>.example(.manager), let today = LocalDate("2026-11-18") else { return [] }
        func page(_ asked: Input, _ rows: [ActivityRecord]) -> SaleDuePage {
            var query = ListQuery(asked)
            let filter = SaleDueFilter(&query, today: today)
            return SaleDuePage(
                ActivityRecords(rows: rows, hasPrevious: false, hasNext: !rows.isEmpty), [], filter, query, scope,
                .example)
        }
        return [
            page(
                Input(["state": "scheduled"]),
                [
                    .example(.call, "Call <them>", hours: -30), .example(.meeting, "Show", hours: 3, assignee: nil),
                ]),
            page(Input(["state": "completed"]), [.example(.email, "Price", hours: -9, state: .completed)]),
            page(Input(["state": "<x>"]), []),
        ]
    }
}
