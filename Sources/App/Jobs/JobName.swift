import Store

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
        var texts = [
            OrderJob.recompute: "job.recompute_orders", OrderJob.derive: "job.derive_order",
            ChosenRecompute.kind: "job.recompute_chosen", ContentJob.fetch: "job.fetch_items",
            ContentJob.queue: "job.queue_items", MailJob.send: "job.send_mail", Store.rotation: "job.rotate_keys",
            ReminderJob.kind: "job.remind_activities",
            LeadActJob.kind: "job.act_on_leads", LeadUndoJob.kind: "job.undo_leads",
            RescoreJob.kind: "job.rescore_leads", LeadCallJob.call: "job.call_leads",
            LeadCallJob.escalate: "job.escalate_leads",
        ]
        for task in Schedule.tasks { texts[task.name] = task.text }
        return texts
    }()
}
