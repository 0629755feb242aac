import Models
package import Store
import Synchronization
import Web

/// What this process has counted since it started, for `/metrics`. Nothing of it names a person or an
/// organization.
package final class Metrics: Sendable {
    /// What kind of address was asked for; each is answered within another time.
    package enum RouteClass: String, CaseIterable, Sendable {
        case page, api, hook, live, asset, probe

        package init(path: String) {
            self =
                switch true {
                case path.hasPrefix("/api/"): .api
                case path.hasPrefix("/hooks/"): .hook
                case path == "/events": .live
                case path.hasPrefix(StaticFiles.prefix): .asset
                case path == Health.alive() || path == Health.ready(): .probe
                default: .page
                }
        }
    }

    /// How a run of a job ended.
    package enum JobOutcome: String, CaseIterable, Sendable {
        case finished, failed, dead, lost, postponed
    }

    struct Counts {
        /// By class, then by status.
        var answers: [RouteClass: [Int: Int]] = [:]
        var times: [RouteClass: Histogram] = [:]
        var jobs: [JobOutcome: Int] = [:]
        var deliveries: [Delivery.Verdict: Int] = [:]
        var hookRefusals = 0
    }

    struct Histogram {
        /// Upper bounds in seconds.
        static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

        /// One for each bound, and one for what took longer.
        var buckets = [Int](repeating: 0, count: bounds.count + 1)
        var seconds = 0.0

        mutating func count(_ seconds: Double) {
            buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
            self.seconds += seconds
        }
    }

    private let counts = Mutex(Counts())

    package init() {}

    /// `seconds`: nil for a stream, whose time says nothing.
    package func countAnswer(_ path: String, status: Int, seconds: Double?) {
        let kind = RouteClass(path: path)
        counts.withLock { counts in
            counts.answers[kind, default: [:]][status, default: 0] += 1
            if let seconds { counts.times[kind, default: Histogram()].count(seconds) }
        }
    }

    package func countJob(_ outcome: JobOutcome) {
        counts.withLock { $0.jobs[outcome, default: 0] += 1 }
    }

    /// A webhook with the right secret, and what became of it.
    func countDelivery(_ verdict: Delivery.Verdict) {
        counts.withLock { $0.deliveries[verdict, default: 0] += 1 }
    }

    /// A webhook with a wrong secret or for an unknown project.
    func countHookRefusal() {
        counts.withLock { $0.hookRefusals += 1 }
    }

    /// In Prometheus' text format.
    package func text(_ facts: MetricFacts) -> String {
        var text = MetricsText()
        text.add(counts.withLock { $0 })
        text.add(facts)
        return text.lines.joined(separator: "\n") + "\n"
    }
}

/// What is looked up when `/metrics` is asked for.
package struct MetricFacts: Sendable {
    /// Connections to the database: open, idle, callers that wait, callers turned away since the start.
    package var connections = 0, idle = 0, waiting = 0, exhausted = 0
    /// Seconds this machine's clock is ahead of the database's; nil while the database is away.
    package var clockAhead: Double?
    /// nil while the database is away.
    package var queue: QueueFigures?
    package var residentBytes = 0
    /// Seconds since 1970.
    package var startedAt = 0.0

    package init() {}
}
