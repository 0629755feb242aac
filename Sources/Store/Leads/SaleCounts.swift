package import Models
package import Postgres

/// The figures with what their filter offers.
package struct SaleReport: Sendable {
    package let figures: SaleFigures
    /// Whom one may filter by.
    package let people: [MemberName]

    package init(figures: SaleFigures, people: [MemberName]) {
        self.figures = figures
        self.people = people
    }
}

extension Store {
    /// How the sale went: the period's days in the organization's zone, working time by `calendar`, of one person or of
    /// all (nil). Sums of what is counted as things happen, and times of at most some thousand steps of each kind.
    package func saleFigures(
        _ period: SalePeriod, of assignee: LeadFilter.Assignee?, in zone: Zone, by calendar: WorkCalendar,
        _ scope: Scope<ManageLeads>
    ) async throws -> SaleReport {
        let query = SaleQuery(period, assignee, zone, scope)
        return try await reading(scope) { db in
            let answers = try db.answers(to: [
                query.sums, query.series, Self.leadStages(scope), query.standing, Self.leadPeople(scope),
            ])
            let sums: [SaleSum] = try answers[0].all()
            let days: [SaleFigures.Day] = try answers[1].all()
            let stages: [LeadStage] = try answers[2].all()
            let standing: [SaleSum] = try answers[3].all()
            func sum(_ figure: String, _ key: String) -> Int {
                sums.first { $0.figure == figure && $0.key == key }?.n ?? 0
            }
            let left = stages.map { sum("stay", "\($0.id)") }
            let (qualified, contacted) = (sum("qualified", ""), sum("contacted", ""))
            let stays = zip(stages, left).map { query.times(.stay, of: $0.id, $1) }
            let read = try db.answers(
                to: stays + [
                    query.times(.qualified, of: 0, qualified), query.times(.contacted, of: 0, contacted),
                    query.spans(.contacted, of: 0, contacted),
                ])
            let times = try read.dropLast().map { answer in
                let times: SaleTimes? = try answer.first()
                return times?.quantiles
            }
            let spans: SaleSpans? = try read.last?.first()
            let figures = SaleFigures(
                period: period,
                sources: Lead.Source.allCases.map {
                    SaleFigures.Source(
                        source: $0, created: sum("created", $0.rawValue), won: sum("won", $0.rawValue))
                }.filter { $0.created > 0 }.sorted { $0.created > $1.created },
                stages: stages.enumerated().map { index, stage in
                    SaleFigures.Stage(
                        stage: stage, leads: standing.first { $0.key == "\(stage.id)" }?.n ?? 0, left: left[index],
                        stay: times[index])
                },
                days: days, qualified: qualified, timeToQualify: times[stages.count], contacted: contacted,
                firstContact: times[stages.count + 1],
                firstContactWorking: Quantiles(of: spans?.spans ?? [], in: calendar),
                due: SaleFigures.Due(
                    completed: sum("due", "completed"), skipped: sum("due", "skipped"),
                    scheduled: sum("due", "scheduled"), started: sum("due", "in_progress")))
            return SaleReport(figures: figures, people: try answers[4].all())
        }
    }
}

/// The statements behind the figures of the sale.
struct SaleQuery {
    private let from, to: Instant
    private let first, last: String
    private let assignee: LeadFilter.Assignee?
    private let scope: Scope<ManageLeads>

    init(
        _ period: SalePeriod, _ assignee: LeadFilter.Assignee?, _ zone: Zone, _ scope: Scope<ManageLeads>
    ) {
        from = zone.firstInstant(showing: LocalTime(period.from))
        to = zone.firstInstant(showing: LocalTime(period.to.advanced(days: 1)))
        (first, last) = (period.from.description, period.to.description)
        self.assignee = assignee
        self.scope = scope
    }

    /// As what is counted names the person.
    private var person: SQL {
        switch assignee {
        case .me: "\(scope.person)"
        case .nobody: Lead.nobody
        case .person(let person): "\(person)"
        case nil: "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid"
        }
    }

    private var counted: SQL {
        """
        FROM lead_days d
        WHERE d.organization_id = \(scope.organization) AND d.assigned_to = \(person)
          AND d.day BETWEEN \(first)::date AND \(last)::date
        """
    }

    /// Everything that was counted, over the whole period.
    var sums: SQL {
        "SELECT d.figure, d.key, sum(d.n)::bigint AS n \(counted) GROUP BY d.figure, d.key ORDER BY d.figure, d.key"
    }

    /// Leads created and qualified on each day.
    var series: SQL {
        """
        SELECT (d.day - '1970-01-01'::date) AS day, coalesce(sum(d.n) FILTER (WHERE d.figure = 'created'), 0)::bigint AS created,
               coalesce(sum(d.n) FILTER (WHERE d.figure = 'qualified'), 0)::bigint AS qualified
        \(counted) AND d.figure IN ('created', 'qualified')
        GROUP BY d.day HAVING sum(d.n) <> 0 ORDER BY d.day
        """
    }

    /// How many stand in each stage now.
    var standing: SQL {
        let of: SQL = assignee == nil ? "true" : "c.assigned_to = \(person)"
        return """
            SELECT '' AS figure, c.stage_id::text AS key, sum(c.n)::bigint AS n FROM lead_counts c
            WHERE c.organization_id = \(scope.organization) AND \(of)
            GROUP BY c.stage_id ORDER BY c.stage_id
            """
    }

    private func steps(_ step: SaleStep, of stage: Int) -> SQL {
        let of: SQL = assignee == nil ? "true" : "s.assigned_to = \(person)"
        return """
            s.organization_id = \(scope.organization) AND \(of) AND s.kind = \(step) AND s.stage_id = \(stage)
            AND NOT s.is_gone AND s.ended_at >= \(from) AND s.ended_at < \(to)
            """
    }

    private func sample(_ step: SaleStep, of stage: Int, _ count: Int) -> SQL {
        let lots = count > 0 ? SaleSample.lots(of: count) : []
        return """
            SELECT floor(date_part('epoch', s.began_at))::bigint AS began, floor(date_part('epoch', s.ended_at))::bigint AS ended
            FROM lead_steps s WHERE \(steps(step, of: stage)) AND s.lot = ANY (\(lots)::smallint[])
            """
    }

    /// How long those of a sample took, of so many; `percentile_disc` is the nearest rank that `Quantiles` speaks of.
    func times(_ step: SaleStep, of stage: Int, _ count: Int) -> SQL {
        let times: SQL = """
            SELECT count(*) AS n, percentile_disc(0.5) WITHIN GROUP (ORDER BY x.ended - x.began) AS median,
                   percentile_disc(0.9) WITHIN GROUP (ORDER BY x.ended - x.began) AS ninetieth
            FROM (\(sample(step, of: stage, count))) x
            """
        return times.unnamed
    }

    /// When they began and ended.
    func spans(_ step: SaleStep, of stage: Int, _ count: Int) -> SQL {
        let spans: SQL = """
            SELECT coalesce(array_agg(x.began), '{}') AS began, coalesce(array_agg(x.ended), '{}') AS ended
            FROM (\(sample(step, of: stage, count))) x
            """
        return spans.unnamed
    }

    /// Activities that were due in the period and stand so, by their time.
    func due(_ state: ActivityState, _ cursor: ActivityCursor?, _ size: Int) -> SQL {
        let isBackward = cursor?.isBackward ?? false
        var conditions: [SQL] = [
            "a.state = \(state)", "a.type <> 'note'", "a.due_at >= \(from)", "a.due_at < \(to)",
        ]
        switch assignee {
        case .me: conditions.append("a.assigned_to = \(scope.person)")
        case .nobody: conditions.append("a.assigned_to IS NULL")
        case .person(let person): conditions.append("a.assigned_to = \(person)")
        case nil: break
        }
        if let cursor, let at = cursor.key {
            let sign: SQL = isBackward ? ">" : "<"
            conditions.append("(a.due_at, a.id) \(sign) (\(at)::timestamptz, \(cursor.id)::uuid)")
        }
        return ActivityRecord.rows(
            conditions.joined(by: " AND "), order: isBackward ? "a.due_at, a.id" : "a.due_at DESC, a.id DESC",
            limit: size + 1, scope
        ).unnamed
    }

    /// The rows themselves, the latest first, one more than are shown; each lot gives its own from its index.
    func rows(_ filter: SaleStepFilter) -> SQL {
        let isBackward = filter.cursor?.isBackward ?? false
        let order: SQL = isBackward ? "ended_at, lead_id" : "ended_at DESC, lead_id DESC"
        var beyond: SQL = "true"
        if let cursor = filter.cursor, let at = cursor.key {
            let sign: SQL = isBackward ? ">" : "<"
            beyond = "(s.ended_at, s.lead_id) \(sign) (\(at)::timestamptz, \(cursor.id)::uuid)"
        }
        // Lots are an array of their own type: behind a cast the index could not be used under row security.
        let rows: SQL = """
            SELECT s.lead_id, l.company, s.began_at, s.ended_at, l.stage_id, p.name AS assignee
            FROM (SELECT s.* FROM unnest(\(Array(0..<SaleSample.lots))::smallint[]) AS lots (n) CROSS JOIN LATERAL (
                      SELECT s.organization_id, s.lead_id, s.began_at, s.ended_at, s.assigned_to FROM lead_steps s
                      WHERE \(steps(filter.step, of: filter.stage ?? 0)) AND s.lot = lots.n AND \(beyond)
                      ORDER BY \(order) LIMIT \(filter.size + 1)) s
                  ORDER BY \(order) LIMIT \(filter.size + 1)) s
            JOIN leads l ON l.organization_id = s.organization_id AND l.id = s.lead_id
            LEFT JOIN people p ON p.id = s.assigned_to
            ORDER BY \(order)
            """
        return rows.unnamed
    }
}

private struct SaleSum: RowDecodable {
    let figure, key: String
    let n: Int

    init(_ row: Row) throws(RowError) {
        figure = try row["figure"]
        key = try row["key"]
        n = try row["n"]
    }
}

private struct SaleTimes: RowDecodable {
    let quantiles: Quantiles?

    init(_ row: Row) throws(RowError) {
        let median: Int? = try row["median"]
        let ninetieth: Int? = try row["ninetieth"]
        let count: Int = try row["n"]
        quantiles = median.flatMap { median in
            ninetieth.map { Quantiles(median: median, ninetieth: $0, count: count) }
        }
    }
}

private struct SaleSpans: RowDecodable {
    let spans: [SaleSpan]

    init(_ row: Row) throws(RowError) {
        let began: [Int] = try row["began"]
        let ended: [Int] = try row["ended"]
        spans = zip(began, ended).map {
            SaleSpan(from: Instant(second: Int64($0)), to: Instant(second: Int64($1)))
        }
    }
}

extension SaleFigures.Day: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            date: LocalDate(day: try row["day"]), created: try row["created"], qualified: try row["qualified"])
    }
}

extension SaleStep: SQLEncodable, SQLDecodable {}
