import Forms
import Models
import Sheets
import Store
import Web

/// The activity log as a table for spreadsheet programs: a row per entry, the newest first. Times are those of the
/// reader's zone, which the head names.
struct ActivityTable {
    let zone: Zone
    let language: Language
    let texts: Catalogue
    /// What members and projects are called whose ids stand among the values.
    let named: [String: String]

    func heads() throws -> [CSVCell] {
        let who = try ["activity.who", "activity.what", "activity.kind", "activity.target", "activity.changes"].map(say)
        return [.text(try say("activity.number")), .text("\(try say("activity.when")) (\(zone.name))")]
            + who.map { .text($0) }
    }

    func row(_ activity: Activity, _ names: RuleNames) throws -> [CSVCell] {
        let entry = activity.entry
        let lines = AuditChanges.lines(
            of: entry, groups: activity.project.flatMap { names.groups[$0] } ?? [],
            statuses: activity.project.flatMap { names.statuses[$0] } ?? [:])
        let changes = AuditChanges(lines: lines, more: 0).naming(named).lines
        return [
            .number(entry.id), .text(clock(entry.at)), .text(try who(activity)),
            .text(try what(activity)), .text(try say("audit_target.\(entry.target.rawValue)")),
            .text(activity.target ?? ""), .text(try changes.map(change).joined(separator: "\n")),
        ]
    }

    /// `2026-11-19 15:40:07`
    private func clock(_ instant: Instant) -> String {
        let local = LocalMoment(instant, offset: zone.offset(at: instant))
        return "\(local.isoDate) \(local.clock):\(String(local.second + 100).dropFirst())"
    }

    /// “Activity log Dubok 2026-11-19.csv”
    func fileName(of organization: String, at now: Instant) throws -> String {
        let today = LocalMoment(now, offset: zone.offset(at: now)).isoDate
        return try texts.text("activity.file_name", in: language, ["organization": organization, "date": today])
    }

    private func who(_ activity: Activity) throws -> String {
        if let person = activity.person { return person }
        let actor = activity.entry.actor
        guard actor.hasPrefix("system:") else { return try say("activity.somebody") }
        return "\(try say("activity.program")): \(try say("actor.\(actor.dropFirst(7))"))"
    }

    private func what(_ activity: Activity) throws -> String {
        var what = try say("audit.\(activity.entry.event.rawValue)")
        if activity.entry.undoes != nil { what += " (\(try say("activity.undoing")))" }
        if activity.isUndone { what += " (\(try say("activity.undone")))" }
        return what
    }

    /// “Printing: Limit: 8:00 → 9:00”; a dash for what was not there.
    private func change(_ line: AuditChanges.Line) throws -> String {
        let place = line.place.map { "\($0): " } ?? ""
        var arguments = line.label.arguments
        if let group = arguments["group"] { arguments["group"] = try stage(group) }
        let label = try texts.text(line.label.key, in: language, arguments)
        let before = try value(line.before, line.beforeWords, line)
        let after = try value(line.after, line.afterWords, line)
        return "\(place)\(label): \(before) → \(after)"
    }

    private func value(_ text: String?, _ words: Complaint?, _ line: AuditChanges.Line) throws -> String {
        if let words {
            var arguments = words.arguments
            if let minor = arguments["minor"].flatMap({ Int($0) }), let currency = arguments["currency"] {
                arguments["money"] = language.money(minor: minor, currency: currency)
            }
            if let moment = arguments["moment"].flatMap({ Instant($0) }) { arguments["time"] = clock(moment) }
            return try texts.text(words.key, in: language, arguments)
        }
        return try text.map { line.isGroup ? try stage($0) : $0 } ?? "—"
    }

    /// The six groups a project begins with are said in the reader's language.
    private func stage(_ name: String) throws -> String {
        let key = "group.\(name.lowercased())"
        return texts.contains(key) ? try say(key) : name
    }

    private func say(_ key: String) throws -> String { try texts.text(key, in: language) }
}
