import Forms
import Models

/// What two versions of the same hours disagree about, in the words of the form.
enum HoursDifferences {
    static func between(_ theirs: WorkingHours, _ mine: WorkingHours) -> [Conflict.Difference] {
        var differences: [Conflict.Difference] = []
        func compare(_ label: Complaint, _ theirs: String, _ mine: String) {
            if theirs != mine { differences.append(Conflict.Difference(label: label, theirs: theirs, mine: mine)) }
        }
        for day in Weekday.allCases {
            compare(Complaint("weekday.\(day.rawValue)"), text(theirs.windows(on: day)), text(mine.windows(on: day)))
        }
        for date in Set(theirs.exceptions.keys).union(mine.exceptions.keys).sorted() {
            compare(
                Complaint("hours.exception", ["date": date.description]), exception(theirs.exceptions[date]),
                exception(mine.exceptions[date]))
        }
        return differences
    }

    private static func text(_ windows: [WorkingHours.Window]) -> String {
        windows.isEmpty ? "—" : windows.map(\.description).joined(separator: ", ")
    }

    /// A day off reads otherwise than no exception at all.
    private static func exception(_ windows: [WorkingHours.Window]?) -> String {
        windows.map { $0.isEmpty ? "0:00" : text($0) } ?? "—"
    }
}
