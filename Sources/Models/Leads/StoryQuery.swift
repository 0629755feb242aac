package import Forms

/// What of the story of a lead or a customer is asked for.
package struct StoryQuery: Sendable, Equatable {
    package enum Part: String, CaseIterable, Sendable {
        /// What was done with it: calls, meetings and so on.
        case activities
        /// What became of it: stages, assignments, edits.
        case changes
    }

    /// nil: everything.
    package var part: Part?
    /// Only what is older than that; nil: from the newest on.
    package var before: StoryPlace?

    package init() {}

    /// What makes no sense is left out.
    package init(_ input: Input) {
        part = input["show"].flatMap(Part.init(rawValue:))
        before = input["before"].flatMap(StoryPlace.init)
    }
}

/// A place in a story: what was seen last of each kind. Both kinds go on from it by an order of their own, so that what
/// happened at one moment is neither left out nor told twice.
package struct StoryPlace: Sendable, Equatable {
    package typealias ActivityPlace = ListCursor<Instant, ActivityRecord.ID>

    /// nil: no entry of the audit log was seen yet.
    package let entry: Int?
    /// nil: no activity was seen yet.
    package let activity: ActivityPlace?

    package init(entry: Int?, activity: ActivityPlace?) {
        self.entry = entry
        self.activity = activity
    }

    /// `12.1795095600000000.01000000-0000-7000-8000-000000000000`; `-` for a kind of which nothing was seen.
    package var text: String { "\(entry.map(String.init) ?? "-").\(activity?.text ?? "-")" }

    package init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let entry = Int(parts[0]), activity = ActivityPlace(String(parts[1]), isBackward: false)
        guard entry != nil || parts[0] == "-", activity?.key != nil || parts[1] == "-" else { return nil }
        self.init(entry: entry, activity: activity)
    }
}
