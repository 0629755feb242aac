import Forms
import HTTP
import Models

extension AuditChanges {
    /// Members of before and after that are for the program, not for readers.
    private static let hidden: Set<String> = ["version", "new"]

    /// Every member that differs between before and after, named by itself; other people's addresses and
    /// numbers are shown by their ends only.
    static func fields(_ entry: AuditEntry) -> [Line] {
        let before = flat(entry.before), after = flat(entry.after)
        return Set(before.keys).union(after.keys).subtracting(hidden).sorted().compactMap { name in
            guard before[name] != after[name] else { return nil }
            return Line(
                place: nil, label: label(of: name), before: before[name].map(masked),
                after: after[name].map(masked))
        }
    }

    /// Names that the catalogue has words for; any other member is called as it is.
    static let named: Set<String> = [
        "added", "api_key", "base_url", "count", "gone", "language", "link_pattern", "made", "name", "near", "outcome",
        "role", "secret", "zone",
    ]

    private static func label(of name: String) -> Complaint {
        named.contains(name) ? Complaint("audit_field.\(name)") : Complaint("activity.field", ["name": name])
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
