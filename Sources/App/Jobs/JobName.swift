/// What people call a kind of job.
struct JobName: Encodable {
    /// Its name in the catalogue; nil for a kind that has none, or that another version of the program knew.
    let text: String?
    let kind: String

    init(_ kind: String) {
        self.kind = kind
        text = Self.texts[kind]
    }

    private static let texts: [String: String] = {
        var texts = ["recompute_orders": "job.recompute_orders", "derive_order": "job.derive_order"]
        for task in Schedule.tasks { texts[task.name] = task.text }
        return texts
    }()
}
