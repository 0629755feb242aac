package import Forms

/// When a lead is called because of its score, and when a manager is asked as nobody has reacted.
package struct LeadCallRules: Sendable, Equatable {
    /// The score at which a lead is called; nil: none is.
    package let threshold: Int?
    /// Working hours of the organization until the call is due.
    package let callWithin: Int
    /// The same until a manager is asked.
    package let escalateAfter: Int
    /// Counts replacements; a form posts back the version it showed.
    package let version: Int

    package init(threshold: Int?, callWithin: Int = 24, escalateAfter: Int = 24, version: Int = 1) {
        self.threshold = threshold
        self.callWithin = callWithin
        self.escalateAfter = escalateAfter
        self.version = version
    }

    /// Every complaint at once.
    package init(reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let threshold: Int?? =
            (input["threshold"] ?? "").trimmed.isEmpty
            ? .some(nil) : field.integer("threshold", in: 1...100).map { .some($0) }
        let within = field.integer("call_hours", in: 1...240)
        let after = field.integer("escalate_hours", in: 1...240)
        let version = field.integer("version", in: 0...Int(Int32.max))
        (self.threshold, callWithin, escalateAfter, self.version) =
            try field.values(threshold, within, after, version)
    }

    /// What the form shows.
    package var input: Input {
        var input = Input([
            "call_hours": "\(callWithin)", "escalate_hours": "\(escalateAfter)", "version": "\(version)",
        ])
        if let threshold { input.append("threshold", "\(threshold)") }
        return input
    }

    /// Whether a lead whose score went from one to the other has come so far just now.
    package func isReached(from old: Int, to new: Int) -> Bool {
        threshold.map { old < $0 && new >= $0 } ?? false
    }

    /// When the call is due, and when a manager is asked, of a lead that came so far then; nil where the organization has
    /// no working hours to come.
    package func moments(from rose: Instant, in calendar: WorkCalendar) -> (due: Instant?, escalation: Instant?) {
        (
            calendar.instant(after: callWithin * 3_600, from: rose),
            calendar.instant(after: escalateAfter * 3_600, from: rose)
        )
    }
}
