import Forms

/// The end of a rules form: from when on the rules hold, and, when asked, what they would change.
/// `Resources/templates/form/rules.html`.
struct RuleFoot: Encodable {
    let applies: Applies
    /// nil unless it was asked for.
    let trial: RuleTrial?

    init(_ input: Input, _ trial: RuleTrial? = nil) {
        applies = Applies(input)
        self.trial = trial
    }
}
