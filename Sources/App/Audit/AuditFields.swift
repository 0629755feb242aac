import Forms
import HTTP
import Models
import Web

extension AuditChanges {
    /// Members of before and after that are for the program, not for readers.
    private static let hidden: Set<String> = ["version", "new", "list", "project", "openers"]

    /// Every member that differs between before and after, named by itself; other people's addresses and
    /// numbers are shown by their ends only.
    static func fields(_ entry: AuditEntry) -> [Line] {
        let before = flat(entry.before), after = flat(entry.after)
        return Set(before.keys).union(after.keys).subtracting(hidden).sorted().compactMap { name in
            let old = before[name] ?? "", new = after[name] ?? ""
            guard old != new else { return nil }
            return Line(
                place: nil, label: label(of: name, entry.event), before: old.isEmpty ? nil : readable(old),
                after: new.isEmpty ? nil : readable(new), beforeWords: words(for: name, old),
                afterWords: words(for: name, new))
        }
    }

    /// Names that the catalogue has words for; any other member is called as it is.
    static let named: Set<String> = [
        "activity_state", "activity_type", "added", "again", "ageing_days", "api_key", "assignee", "base_url",
        "before", "call_hours", "color", "company", "contacts", "count", "customer", "due_at", "duration_minutes",
        "email", "escalate_hours",
        "expires_at", "file", "gone", "inn", "is_active", "key", "kind", "language", "lead_project", "leads",
        "link_pattern", "list",
        "made", "name", "near", "networks", "notes", "order", "orders", "outcome", "phones", "position", "projects",
        "query", "reason", "reasons", "requires_second_factor", "result", "role", "rule", "scopes", "second_factor",
        "secret",
        "segment", "sessions", "sessions_ended", "shared", "size", "source", "stage", "threshold", "title", "value",
        "zone",
    ]

    private static func label(of name: String, _ event: AuditEntry.Event) -> Complaint {
        if event == .peopleSaved { return Complaint("audit_field.manager", ["number": name]) }
        return named.contains(name) ? Complaint("audit_field.\(name)") : Complaint("activity.field", ["name": name])
    }

    /// The words of the catalogue for a value that is the program's own; nil for what people typed.
    private static func words(for name: String, _ value: String) -> Complaint? {
        switch name {
        case "role": return Role(rawValue: value).map { Complaint("role.\($0.rawValue)") }
        case "outcome": return KeyCRMVerdict(kept: value).map { Complaint($0.key, $0.arguments) }
        case "list": return ListPlace.Name(rawValue: value).map { Complaint("\($0.rawValue).title") }
        case "activity_type": return ActivityType(rawValue: value).map { Complaint("activity_type.\($0.rawValue)") }
        case "activity_state": return ActivityState(rawValue: value).map { Complaint("activity_state.\($0.rawValue)") }
        case "stage":
            return LeadStage.defaults.contains(value) ? Complaint("lead_stage.\(value.lowercased())") : nil
        case "reason": return RefusalReason.defaults[value].map { Complaint("refusal_reason.\($0)") }
        case "kind": return LeadStage.Kind(rawValue: value).map { Complaint("stage_kind.\($0.rawValue)") }
        case "source": return Lead.Source(rawValue: value).map { Complaint("lead_source.\($0.rawValue)") }
        case "value": return amount(value)
        case "api_key": return value == "replaced" ? Complaint("audit_field.replaced") : nil
        case "again", "is_active", "requires_second_factor", "shared":
            if ["yes", "true"].contains(value) { return Complaint("views.yes") }
            return ["no", "false"].contains(value) ? Complaint("orders.no") : nil
        default:
            // The clock and the language of whoever reads decide how a moment is written.
            let isMoment = value.utf8.last == UInt8(ascii: "Z") && Instant(value) != nil
            return isMoment ? Complaint("audit_field.moment", ["moment": value]) : nil
        }
    }

    /// `12500.50 UAH`, as the log keeps what a lead may bring.
    private static func amount(_ value: String) -> Complaint? {
        let parts = value.split(separator: " ").map(String.init)
        guard parts.count == 2, let currency = LeadValue.Currency(rawValue: parts[1]),
            let minor = try? LeadValue.minor(parts[0])
        else { return nil }
        return LeadValue(minor: minor, currency: currency).words
    }

    /// A language by its name; addresses and numbers masked.
    private static func readable(_ text: String) -> String {
        if let language = Language(rawValue: text) { return language.name }
        return masked(text)
    }

    /// The same with members and projects by name where an entry holds their ids.
    func naming(_ names: [String: String]) -> AuditChanges {
        func named(_ text: String?) -> String? {
            let ids = (text ?? "").split(separator: " ").map(String.init)
            let known = ids.compactMap { names[$0] }
            return !ids.isEmpty && known.count == ids.count ? known.joined(separator: ", ") : text
        }
        let all = lines.map { line in
            Line(
                place: line.place, label: line.label, before: named(line.before), after: named(line.after),
                beforeWords: line.beforeWords, afterWords: line.afterWords, isGroup: line.isGroup)
        }
        return AuditChanges(lines: all, more: more)
    }

    /// The members of a JSON object as text, those of inner ones under `outer.inner`.
    private static func flat(_ text: String?) -> [String: String] {
        guard let text, let json = try? JSON(parsing: Array(text.utf8)) else { return [:] }
        var found: [String: String] = [:]
        func collect(_ value: JSON, _ name: String) {
            if let members = value.members, !members.isEmpty {
                for member in members { collect(member.value, name.isEmpty ? member.name : "\(name).\(member.name)") }
            } else if !value.isNull, !name.isEmpty {
                found[name] = value.string ?? value.text
            }
        }
        collect(json, "")
        return found
    }

    /// `o…@dubok.example`, `…4567`; anything else as it is, at most 200 characters of it.
    static func masked(_ text: String) -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = !text.contains { $0.isWhitespace || $0 == "/" }
        if parts.count == 2, isPlain, !parts[0].isEmpty, parts[1].contains(".") {
            return "\(parts[0].prefix(1))…@\(parts[1])"
        }
        let digits = text.filter(\.isNumber)
        let isPhone =
            text.hasPrefix("+") && digits.count >= 9 && text.allSatisfy { $0.isNumber || "+ ()-".contains($0) }
        if isPhone { return "…\(digits.suffix(4))" }
        return text.count > 200 ? text.prefix(200) + "…" : text
    }
}
