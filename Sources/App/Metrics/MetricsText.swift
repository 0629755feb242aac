import Models
import Store

/// The lines of `/metrics`. Every family is there from the start, so that an alert on it means something.
struct MetricsText {
    private(set) var lines: [String] = []

    mutating func add(_ counts: Metrics.Counts) {
        family("takt_answers_total", "counter", "Requests answered, by kind of address and status.") { add in
            for kind in Metrics.RouteClass.allCases {
                for (status, count) in counts.answers[kind, default: [200: 0]].sorted(by: { $0.key < $1.key }) {
                    add("{class=\"\(kind.rawValue)\",status=\"\(status)\"}", "\(count)")
                }
            }
        }
        lines += ["# HELP takt_answer_seconds Time from the request's head to the end of its answer."]
        lines += ["# TYPE takt_answer_seconds histogram"]
        for kind in Metrics.RouteClass.allCases {
            let times = counts.times[kind, default: Metrics.Histogram()]
            var sum = 0
            for (index, count) in times.buckets.enumerated() {
                sum += count
                let bound = index < Metrics.Histogram.bounds.count ? "\(Metrics.Histogram.bounds[index])" : "+Inf"
                lines.append("takt_answer_seconds_bucket{class=\"\(kind.rawValue)\",le=\"\(bound)\"} \(sum)")
            }
            lines.append("takt_answer_seconds_sum{class=\"\(kind.rawValue)\"} \(times.seconds)")
            lines.append("takt_answer_seconds_count{class=\"\(kind.rawValue)\"} \(sum)")
        }
        family("takt_jobs_total", "counter", "Runs of jobs that ended in this process, by how.") { add in
            for outcome in Metrics.JobOutcome.allCases {
                add("{outcome=\"\(outcome.rawValue)\"}", "\(counts.jobs[outcome, default: 0])")
            }
        }
        family("takt_deliveries_total", "counter", "Webhooks with the right secret, by what became of them.") { add in
            for verdict in Delivery.Verdict.allCases {
                add("{verdict=\"\(verdict.rawValue)\"}", "\(counts.deliveries[verdict, default: 0])")
            }
        }
        single("takt_hook_refusals_total", "counter", "Webhooks with a wrong secret.", "\(counts.hookRefusals)")
    }

    mutating func add(_ facts: MetricFacts) {
        family("takt_database_connections", "gauge", "Connections of this process to the database.") { add in
            add("{state=\"open\"}", "\(facts.connections)")
            add("{state=\"idle\"}", "\(facts.idle)")
        }
        single("takt_database_waiting", "gauge", "Callers waiting for a connection.", "\(facts.waiting)")
        single(
            "takt_database_exhausted_total", "counter", "Callers turned away after waiting.", "\(facts.exhausted)")
        single(
            "takt_database_up", "gauge", "1 while the database answers.", facts.clockAhead == nil ? "0" : "1")
        family(
            "takt_clock_ahead_seconds", "gauge", "How far this machine's clock is ahead of the database's."
        ) { add in if let ahead = facts.clockAhead { add("", "\(ahead)") } }
        let queue = facts.queue
        family("takt_queue_jobs", "gauge", "Jobs of the whole installation, up to a hundred thousand.") { add in
            guard let queue else { return }
            for (state, count) in [
                ("running", queue.running), ("ready", queue.ready), ("later", queue.later), ("dead", queue.dead),
            ] { add("{state=\"\(state)\"}", "\(count)") }
        }
        family("takt_queue_age_seconds", "gauge", "How long the oldest job that could run has waited.") { add in
            if let queue { add("", "\(queue.oldestSeconds)") }
        }
        family("takt_schedule_overdue_seconds", "gauge", "How long the most overdue scheduled run is due.") { add in
            if let queue { add("", "\(queue.overdueSeconds)") }
        }
        single("takt_resident_bytes", "gauge", "Memory of this process.", "\(facts.residentBytes)")
        single("takt_started_seconds", "gauge", "When this process started, since 1970.", "\(facts.startedAt)")
    }

    private mutating func single(_ name: String, _ type: String, _ help: String, _ value: String) {
        family(name, type, help) { add in add("", value) }
    }

    private mutating func family(
        _ name: String, _ type: String, _ help: String,
        _ samples: (_ add: (_ labels: String, _ value: String) -> Void) -> Void
    ) {
        var added = ["# HELP \(name) \(help)", "# TYPE \(name) \(type)"]
        samples { added.append("\(name)\($0) \($1)") }
        lines += added
    }
}
