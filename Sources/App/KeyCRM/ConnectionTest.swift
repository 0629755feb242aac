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
