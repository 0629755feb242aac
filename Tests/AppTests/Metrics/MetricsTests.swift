import Foundation
import HTTP
import Jobs
import Models
import Postgres
import Store
import TestSupport
import Testing

@testable import App

/// What `/metrics` tells, and that the dashboard and the alerts of `deploy/` ask for nothing else.
struct MetricsTests {
    private func families(_ text: String) -> Set<String> {
        Set(text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) })
    }

    @Test func `answers are counted by kind of address, status and time`() {
        let metrics = Metrics()
        for (path, status, seconds) in [
            ("/", 200, 0.004), ("/p/abc/orders", 404, 0.2), ("/api/v1/orders", 200, 0.001), ("/events", 503, 60),
            ("/hooks/keycrm/a/b", 200, 0.0005), ("/healthz", 200, 0.0001), ("/assets/app.css", 304, 0.0001),
        ] { metrics.countAnswer(path, status: status, seconds: seconds) }
        metrics.countAnswer("/events", status: 200, seconds: nil)
        let text = metrics.text(MetricFacts())
        for line in [
            "takt_answers_total{class=\"live\",status=\"200\"} 1",
            "takt_answers_total{class=\"page\",status=\"200\"} 1",
            "takt_answers_total{class=\"page\",status=\"404\"} 1",
            "takt_answers_total{class=\"api\",status=\"200\"} 1",
            "takt_answers_total{class=\"asset\",status=\"304\"} 1",
            "takt_answer_seconds_bucket{class=\"page\",le=\"0.005\"} 1",
            "takt_answer_seconds_bucket{class=\"page\",le=\"0.25\"} 2",
            "takt_answer_seconds_bucket{class=\"live\",le=\"5.0\"} 0",
            "takt_answer_seconds_bucket{class=\"live\",le=\"+Inf\"} 1",
            "takt_answer_seconds_count{class=\"hook\"} 1", "takt_database_up 0",
        ] { #expect(text.contains("\n\(line)\n"), "\(line)") }
    }

    @Test func `every sample belongs to a family that was announced, and has a number`() throws {
        var facts = MetricFacts()
        facts.clockAhead = -0.25
        facts.queue = QueueFigures(running: 1, ready: 2, later: 3, dead: 4, oldestSeconds: 5.5, overdueSeconds: 0)
        let text = Metrics().text(facts)
        let families = families(text)
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let match = try #require(line.wholeMatch(of: /([a-z_]+)(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? (\S+)/))
            let name = String(match.1)
            let family = name.replacing(/_(bucket|sum|count)$/, with: "")
            #expect(families.contains(name) || families.contains(family), "\(line)")
            #expect(Double(String(match.4)) != nil, "\(line)")
        }
        #expect(
            text.contains("\ntakt_queue_jobs{state=\"dead\"} 4\n") && text.contains("\ntakt_queue_age_seconds 5.5\n"))
    }

    @Test func `what webhooks became of is counted, and wrong secrets are`() async throws {
        let site = try await TestSite()
        _ = await site.deliver(TestSite.change(order: 1, status: 1, at: "2026-11-18T08:00:00Z"))
        _ = await site.deliver(TestSite.change(order: 1, status: 1, at: "2026-11-18T08:00:00Z"))
        _ = await site.deliver("{")
        _ = await site.deliver("{}", secret: "wrong")
        let text = site.services.metrics.text(MetricFacts())
        for line in [
            "takt_deliveries_total{verdict=\"accepted\"} 1", "takt_deliveries_total{verdict=\"duplicate\"} 1",
            "takt_deliveries_total{verdict=\"malformed\"} 1", "takt_hook_refusals_total 1",
        ] { #expect(text.contains("\n\(line)\n"), "\(line)") }
    }

    @Test func `the queue's figures are those of the whole installation`() async throws {
        let world = try await Timekeeping()
        let organization = world.site.organization
        try await world.database.superuser.execute(
            """
            INSERT INTO jobs (organization_id, kind, run_at)
            VALUES (\(organization), 'a', now() - interval '90 s'), (NULL, 'b', now()), (NULL, 'b', now() + interval '1 h')
            """)
        _ = try await world.database.app.claimJobs(for: "w", batch: 1, share: 1)
        let figures = try #require(try await world.site.store.queueFigures())
        #expect(figures.running == 1 && figures.ready == 1 && figures.later == 1 && figures.dead == 0)
        try await world.end()
    }

    @Test(arguments: ["deploy/alerts.yml", "deploy/grafana.json"])
    func `what the files of deploy ask for is what is printed`(file: String) throws {
        let text = try String(contentsOf: TestSite.repository.appending(path: file), encoding: .utf8)
        let named = Set(text.matches(of: /\btakt_[a-z_]+/).map { String($0.0) })
        let families = families(Metrics().text(MetricFacts()))
        #expect(named.count >= 8)
        let unknown = named.filter { name in
            !families.contains(name) && !families.contains(name.replacing(/_(bucket|sum|count)$/, with: ""))
        }
        #expect(unknown == [])
    }
}
