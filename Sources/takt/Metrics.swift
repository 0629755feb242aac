import Foundation
import HTTP
import Postgres
import Server
import Synchronization

/// What `/metrics` tells, in Prometheus' text format; nothing of it names a person or an organization.
final class Metrics: Sendable {
    private struct Counts {
        var answers: [Int: Int] = [:]
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count + 1)
        var seconds = 0.0
        var jobs: [String: Int] = [:]
    }

    /// Upper bounds of the histogram, in seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
    private let counts = Mutex(Counts())

    func count(_ completion: Completion) {
        let seconds = Double(completion.nanoseconds) / 1e9
        counts.withLock { counts in
            counts.answers[completion.status.code, default: 0] += 1
            counts.buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
            counts.seconds += seconds
        }
    }

    /// `finished`, `postponed`, `failed` or `dead`.
    func countJob(_ outcome: String) {
        counts.withLock { $0.jobs[outcome, default: 0] += 1 }
    }

    /// `clockAhead`: seconds this machine's clock is ahead of the database's; nil when it is away.
    func text(_ pool: Database.Counters, clockAhead: Double?) -> String {
        let counts = counts.withLock { $0 }
        var lines = ["# TYPE takt_answers_total counter"]
        lines += counts.answers.sorted { $0.key < $1.key }.map {
            "takt_answers_total{status=\"\($0.key)\"} \($0.value)"
        }
        lines.append("# TYPE takt_answer_seconds histogram")
        var sum = 0
        for (index, count) in counts.buckets.enumerated() {
            sum += count
            let bound = index < Self.bounds.count ? "\(Self.bounds[index])" : "+Inf"
            lines.append("takt_answer_seconds_bucket{le=\"\(bound)\"} \(sum)")
        }
        lines += ["takt_answer_seconds_sum \(counts.seconds)", "takt_answer_seconds_count \(sum)"]
        lines.append("# TYPE takt_jobs_total counter")
        lines += counts.jobs.sorted { $0.key < $1.key }.map { "takt_jobs_total{outcome=\"\($0.key)\"} \($0.value)" }
        lines += [
            "# TYPE takt_database_connections gauge", "takt_database_connections{state=\"open\"} \(pool.open)",
            "takt_database_connections{state=\"idle\"} \(pool.idle)",
            "# TYPE takt_database_waiting gauge", "takt_database_waiting \(pool.waiting)",
            "# TYPE takt_database_exhausted_total counter", "takt_database_exhausted_total \(pool.exhausted)",
            "# TYPE takt_database_up gauge", "takt_database_up \(clockAhead == nil ? 0 : 1)",
            "# TYPE takt_resident_bytes gauge", "takt_resident_bytes \(Self.residentBytes)",
        ]
        if let clockAhead {
            lines += ["# TYPE takt_clock_ahead_seconds gauge", "takt_clock_ahead_seconds \(clockAhead)"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static var residentBytes: Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
            .dropFirst()
        return (pages?.first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
