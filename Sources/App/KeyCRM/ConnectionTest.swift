import Forms
import Models

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
        self.init(
            isWorking: verdict.isWorking, outcome: verdict.word, status: verdict.status, text: verdict.excerpt, at: at)
    }
}

extension KeyCRMVerdict {
    /// Nil for what another version of the program has kept.
    init?(_ test: ConnectionTest) {
        self.init(kept: test.outcome)
        if kind == .unreachable { return }
        status = test.status
        excerpt = test.text
    }
}
