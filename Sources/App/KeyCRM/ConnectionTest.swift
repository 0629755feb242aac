import Forms
import Models
import Outbound

extension ConnectionPage.Test {
    /// What the connection page shows of a verdict.
    init(_ verdict: KeyCRMVerdict, at: Instant) {
        self.init(
            isWorking: verdict.isWorking, words: Complaint(verdict.key, verdict.arguments), status: verdict.status,
            excerpt: verdict.excerpt.isEmpty ? nil : verdict.excerpt, at: at)
    }
}

extension ConnectionTest {
    /// What is kept of a verdict.
    init(_ verdict: KeyCRMVerdict, at: Instant) {
        let detail = verdict.failure?.rawValue ?? (verdict.statuses ?? verdict.retryAfter).map { "\($0)" }
        self.init(
            isWorking: verdict.isWorking, outcome: verdict.kind.rawValue + (detail.map { " " + $0 } ?? ""),
            status: verdict.status, text: verdict.excerpt, at: at)
    }
}

extension KeyCRMVerdict {
    /// Nil for what another version of the program has kept.
    init?(_ test: ConnectionTest) {
        let words = test.outcome.split(separator: " ").map(String.init)
        guard let kind = words.first.flatMap(Kind.init(rawValue:)) else { return nil }
        let detail = words.dropFirst().first
        if kind == .unreachable {
            guard let failure = detail.flatMap(OutboundFailure.init(rawValue:)) else { return nil }
            self.init(failure)
            return
        }
        self.init(kind: kind)
        status = test.status
        if kind == .working { statuses = detail.flatMap { Int($0) } }
        if kind == .rateLimited { retryAfter = detail.flatMap { Int($0) } }
        excerpt = test.text
    }
}
