import Forms
import Models
import Store
import Web

/// Something that happened to a lead or a customer, as `Resources/templates/parts/history.html` tells it.
struct StoryEntry: Encodable {
    /// The second half of a key of the catalogue: `audit.` and this.
    let event: String
    /// nil when it was the program.
    let person: String?
    let at: Instant
    let changes: AuditChanges
    let isUndone, isUndoing: Bool
}

/// What happened to a lead or a customer: an entry of the log, or an activity that ended.
struct StoryItem: Encodable {
    var entry: StoryEntry?
    var row: ActivityRow?
}

/// The story of a lead or a customer: `Resources/templates/parts/history.html`.
struct StoryPart: Encodable {
    /// A choice of what is told; its word is `story.NAME`.
    struct Choice: Encodable {
        let name: String
        let path: String
        let isCurrent: Bool
    }

    let items: [StoryItem]
    let choices: [Choice]
    /// The same page with older ones; nil where there are none.
    let older: String?
}

extension StoryPart {
    /// `page`: the address of the lead or the customer.
    init(_ story: Story, _ query: StoryQuery, at page: ListAddress, _ scope: Scope<ViewLeads>, _ now: Instant) {
        let named = Dictionary(story.named.map { ($0.person.text, $0.name) }) { first, _ in first }
        let parts: [StoryQuery.Part?] = [nil] + StoryQuery.Part.allCases
        let asked = page.with("show", query.part?.rawValue)
        self.init(
            items: story.items.map { item in
                switch item {
                case .entry(let entry): StoryItem(entry: StoryEntry(entry, naming: named))
                case .activity(let activity): StoryItem(row: ActivityRow(activity, at: .list, scope, now))
                }
            },
            choices: parts.map { part in
                Choice(
                    name: part?.rawValue ?? "all", path: page.with("show", part?.rawValue).text + "#history",
                    isCurrent: part == query.part)
            },
            older: story.older.map { asked.with("before", $0.text).text + "#history" })
    }

    static func example(isUndone: Bool, hasOlder: Bool) -> StoryPart {
        StoryPart(
            items: StoryEntry.examples(isUndone: isUndone).map { StoryItem(entry: $0) }
                + ActivityRow.examples.prefix(1).map { StoryItem(row: $0) },
            choices: [
                Choice(name: "all", path: "/o/a2b3c4d5e6/leads/1#history", isCurrent: hasOlder),
                Choice(
                    name: "activities", path: "/o/a2b3c4d5e6/leads/1?show=activities#history", isCurrent: !hasOlder),
            ], older: hasOlder ? "/o/a2b3c4d5e6/leads/1?before=12.-#history" : nil)
    }
}

extension StoryEntry {
    /// `people`: those of whom the entry may speak, by their ids.
    fileprivate init(_ entry: Activity, naming people: [String: String]) {
        self.init(
            event: entry.entry.event.rawValue, person: entry.person, at: entry.entry.at,
            changes: AuditChanges(entry.entry, groups: [], statuses: [:]).naming(people), isUndone: entry.isUndone,
            isUndoing: entry.entry.undoes != nil)
    }

    fileprivate static func examples(isUndone: Bool) -> [StoryEntry] {
        [
            StoryEntry(
                event: "lead.moved", person: "Олена <М>", at: .example(hours: -72),
                changes: AuditChanges([
                    AuditChanges.Line(
                        place: nil, label: Complaint("audit_field.stage"), before: "New", after: "<x>",
                        beforeWords: Complaint("lead_stage.new"))
                ]), isUndone: false, isUndoing: false),
            StoryEntry(
                event: "lead.created", person: nil, at: .example(hours: -400),
                changes: AuditChanges(lines: [], more: 2), isUndone: isUndone, isUndoing: false),
        ]
    }
}
