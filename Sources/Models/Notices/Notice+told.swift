extension Notice {
    /// New statuses of the outside CRM whose orders wait among the ungrouped.
    package static func newStatuses(_ names: [String]) -> Notice {
        let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        return Notice(
            .newStatuses, ["n": "\(names.count)", "names": shown], .warning, category: .order, about: .statuses)
    }

    /// An order entered a status that nobody has heard of. Told once for all of them.
    package static func unknownStatus(_ status: Int) -> Notice {
        Notice(
            .unknownStatus, ["status": "\(status)"], .warning, category: .order, about: .statuses,
            collapsing: "unknown_status")
    }

    /// The outside CRM does not answer as it should any more.
    package static let connectionFailing = Notice(
        .connectionFailing, [:], .error, priority: .high, category: .system, about: .connection,
        collapsing: "connection_failing")

    /// Told once for each of the thresholds, however many are told of it. `address`: the list of tokens.
    package static func tokenEnding(_ token: EndingToken, on date: LocalDate, address: String) -> Notice {
        Notice(
            .tokenEnding, ["token": token.name, "owner": token.personName, "date": date.description], .warning,
            priority: .high, category: .system, address: address,
            collapsing: "token_ending \(token.id) \(token.threshold)")
    }

    /// A secret of the door for leads is as old as it should get.
    package static let leadSecretOld = Notice(
        .leadSecretOld, [:], .warning, category: .system, collapsing: "lead_secret_old")

    /// Told whoever does it when its time has come.
    package static func activityDue(_ id: ActivityRecord.ID, _ title: String, company: String) -> Notice {
        Notice(
            .activityDue, ["title": title, "company": company], .info, category: .client, about: .activity, id.text)
    }

    /// Told those to whom somebody spoke in a note on a lead or a customer; with the beginning of what was said.
    package static func mentioned(
        by person: String, in text: String, of parent: ActivityParent, company: String
    ) -> Notice {
        let said = text.count > 140 ? text.prefix(139) + "…" : text[...]
        let arguments = ["person": person, "company": company, "text": String(said)]
        let (subject, id): (Notice.Subject, String) =
            switch parent {
            case .lead(let id): (.lead, id.text)
            case .customer(let id): (.customer, id.text)
            }
        return Notice(.mentioned, arguments, .info, category: .client, about: subject, id)
    }

    /// Told to whom the rules gave a lead that came in.
    package static func leadArrived(_ lead: Lead.ID, company: String) -> Notice {
        Notice(.leadArrived, ["company": company], .info, category: .client, about: .lead, lead.text)
    }

    /// Told to whom somebody gave a lead.
    package static func leadGiven(_ lead: Lead.ID, company: String, by person: String) -> Notice {
        Notice(.leadGiven, ["person": person, "company": company], .info, category: .client, about: .lead, lead.text)
    }

    /// Told whoever works on the lead: the call is planned.
    package static func leadReached(_ call: ActivityRecord.ID, company: String, score: Int) -> Notice {
        Notice(
            .leadReached, ["company": company, "score": "\(score)"], .info, priority: .high, category: .client,
            about: .activity, call.text)
    }

    /// Told the manager who is asked: it is their task now.
    package static func leadUnanswered(_ task: ActivityRecord.ID, company: String) -> Notice {
        Notice(
            .leadUnanswered, ["company": company], .warning, priority: .high, category: .client, about: .activity,
            task.text)
    }

    /// Webhooks came that cannot be read. One notice, however many there are.
    package static let deliveriesMalformed = Notice(
        .deliveriesMalformed, [:], .error, priority: .high, category: .system, about: .deliveries,
        collapsing: "deliveries_malformed")
}
