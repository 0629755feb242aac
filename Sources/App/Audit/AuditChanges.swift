import Forms
import HTTP
import Models
import Store

/// What an entry changed, line by line, in the words of the page that makes such changes.
struct AuditChanges: Encodable {
    struct Line: Encodable {
        /// Which group of statuses it is about, where the same words stand for several.
        let place: String?
        /// A key of the catalogue with its arguments.
        let label: Complaint
        /// nil for what was not there.
        let before: String?
        let after: String?
        /// Where the values are words of the program's own, their keys in the catalogue.
        var beforeWords: Complaint?
        var afterWords: Complaint?
        /// The values are names of groups, which the page says in the reader's language.
        var isGroup = false
    }

    /// Lines of one entry that a page shows.
    static let most = 8

    let lines: [Line]
    /// How many more there are.
    let more: Int

    init(lines: [Line], more: Int) {
        self.lines = lines
        self.more = more
    }

    init(_ all: [Line]) {
        lines = Array(all.prefix(Self.most))
        more = max(0, all.count - Self.most)
    }

    init(_ entry: AuditEntry, groups: [StatusGroup], statuses: [Int: String]) {
        self.init(Self.lines(of: entry, groups: groups, statuses: statuses))
    }

    /// All of them, however many.
    static func lines(of entry: AuditEntry, groups: [StatusGroup], statuses: [Int: String]) -> [Line] {
        let all: [Line]? =
            switch entry.event {
            case .slaSaved: limits(entry, groups)
            case .hoursSaved: hours(entry, groups)
            case .organizationHoursSaved: organizationHours(entry)
            case .statusesGrouped: Self.statuses(entry, groups, statuses)
            case .urgentSaved: Self.urgentRules(entry)
            case .scoreRulesSaved: Self.scoreRules(entry)
            case .assignmentSaved: Self.assignment(entry)
            default: nil
            }
        return all ?? fields(entry)
    }

    private static func limits(_ entry: AuditEntry, _ groups: [StatusGroup]) -> [Line]? {
        guard let before = try? SLALimits(storedText: entry.before ?? "{}"),
            let after = try? SLALimits(storedText: entry.after ?? "{}")
        else { return nil }
        return SLADifferences.between(before, after, groups: groups).map { Line($0, nil) }
    }

    private static func hours(_ entry: AuditEntry, _ groups: [StatusGroup]) -> [Line]? {
        guard let before = try? ProjectHours(storedText: entry.before ?? "{}"),
            let after = try? ProjectHours(storedText: entry.after ?? "{}")
        else { return nil }
        let own = HoursDifferences.between(before.project ?? .roundTheClock, after.project ?? .roundTheClock)
        return own.map { Line($0, nil) }
            + groups.flatMap { group in
                HoursDifferences.between(
                    before.hours(group: group.number, organization: nil),
                    after.hours(group: group.number, organization: nil)
                ).filter { _ in before.groups[group.number] != after.groups[group.number] }.map { Line($0, group.name) }
            }
    }

    private static func organizationHours(_ entry: AuditEntry) -> [Line]? {
        guard let before = try? entry.before.map({ try WorkingHours(storedText: $0) }) ?? .roundTheClock,
            let after = try? entry.after.map({ try WorkingHours(storedText: $0) }) ?? .roundTheClock
        else { return nil }
        return HoursDifferences.between(before, after).map { Line($0, nil) }
    }

    private static func urgentRules(_ entry: AuditEntry) -> [Line]? {
        guard let before = try? entry.before.map({ try UrgentRules(storedText: $0) }) ?? UrgentRules.none,
            let after = try? entry.after.map({ try UrgentRules(storedText: $0) }) ?? UrgentRules.none
        else { return nil }
        return UrgentDifferences.between(before, after).map { Line($0, nil) }
    }

    /// Rule by rule: for what and to how many.
    private static func assignment(_ entry: AuditEntry) -> [Line]? {
        guard let before = try? entry.before.map({ try AssignmentRules(storedText: $0) }) ?? AssignmentRules.none,
            let after = try? AssignmentRules(storedText: entry.after ?? "")
        else { return nil }
        func told(_ rules: AssignmentRules, _ index: Int) -> String? {
            guard rules.rules.indices.contains(index) else { return nil }
            let rule = rules.rules[index]
            return [rule.segment ?? "*", rule.source?.rawValue ?? "*", "\(rule.people.count)"].joined(separator: " · ")
        }
        return (0..<max(before.rules.count, after.rules.count)).compactMap { index in
            let old = before.rules.indices.contains(index) ? before.rules[index] : nil
            let new = after.rules.indices.contains(index) ? after.rules[index] : nil
            if old == new { return nil }
            return Line(
                place: nil, label: Complaint("urgent.rule", ["number": "\(index + 1)"]), before: told(before, index),
                after: told(after, index))
        }
    }

    private static func scoreRules(_ entry: AuditEntry) -> [Line]? {
        guard let before = try? ScoreRules(storedText: entry.before ?? ""),
            let after = try? ScoreRules(storedText: entry.after ?? "")
        else { return nil }
        return ScoreDifferences.between(before, after).map { Line($0, nil) }
    }

    private static func statuses(_ entry: AuditEntry, _ groups: [StatusGroup], _ names: [Int: String]) -> [Line]? {
        let empty = #"{"groups":{}}"#
        guard let before = try? StatusMap(storedText: entry.before ?? empty),
            let after = try? StatusMap(storedText: entry.after ?? empty)
        else { return nil }
        func group(_ number: Int?) -> String? {
            number.map { number in groups.first { $0.number == number }?.name ?? "—" }
        }
        return Set(before.groups.keys).union(after.groups.keys).sorted().flatMap { status -> [Line] in
            let named = ["status": names[status] ?? "#\(status)"]
            var lines: [Line] = []
            if before.groups[status] != after.groups[status] {
                lines.append(
                    Line(
                        place: nil, label: Complaint("statuses.group_of", named), before: group(before.groups[status]),
                        after: group(after.groups[status]), isGroup: true))
            }
            if before.isClosing(status) != after.isClosing(status) {
                lines.append(
                    Line(
                        place: nil, label: Complaint("statuses.closing_of", named),
                        before: before.isClosing(status) ? "✓" : "—", after: after.isClosing(status) ? "✓" : "—"))
            }
            return lines
        }
    }
}

extension AuditChanges.Line {
    fileprivate init(_ difference: Conflict.Difference, _ place: String?) {
        self.init(
            place: place, label: difference.label, before: difference.theirs, after: difference.mine,
            beforeWords: difference.theirsWords, afterWords: difference.mineWords, isGroup: difference.isGroup)
    }
}
