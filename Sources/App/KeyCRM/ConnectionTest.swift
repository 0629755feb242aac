import Models
import Outbound

extension ConnectionPage.Test {
    /// What the connection page shows of a verdict.
    init(_ verdict: KeyCRMVerdict, at: Instant) {
        let text = verdict.excerpt.isEmpty ? verdict.failure?.description : verdict.excerpt
        self.init(outcome: Outcome(verdict), status: verdict.status, text: text, at: at)
    }
}

extension ConnectionPage.Test.Outcome {
    init(_ verdict: KeyCRMVerdict) {
        switch (verdict.kind, verdict.failure) {
        case (.working, _): self = .good
        case (.unauthorized, _): self = .refused
        case (.unreachable, .refusedAddress), (.unreachable, .refusedURL): self = .forbiddenAddress
        case (.unreachable, .malformed), (.unreachable, .tooLarge), (.unreachable, .refusedHeader): self = .odd
        case (.unreachable, _): self = .noAnswer
        default: self = .odd
        }
    }
}
