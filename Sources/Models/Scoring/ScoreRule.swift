/// What of a lead a rule of the score asks whether it is known.
package enum LeadField: String, Sendable, CaseIterable {
    case email, phone, inn, contact, value, segment
}

/// What a rule of the score asks of a lead. Days are days of the organization's calendar.
package enum ScoreCondition: Sendable, Hashable {
    /// It came this way.
    case source(Lead.Source)
    /// Something is known of it.
    case known(LeadField)
    /// It belongs to the segment, in any case of letters.
    case segment(String)
    /// It arrived at most so many days ago.
    case newer(Int)
    /// It arrived more than so many days ago.
    case older(Int)
    /// Something was completed with it at most so many days ago; a note is nothing in this sense.
    case active(Int)
    /// Nothing was completed with it for more than so many days, counted from its arrival where nothing ever was.
    case silent(Int)
    /// At least so many activities were completed with it.
    case activities(Int)

    /// What is asked, without how much of it: `source.form`, `known.email`, `segment`, `newer`. Those of a word that the
    /// program knows need no value.
    package var kind: String {
        switch self {
        case .source(let source): "source.\(source.rawValue)"
        case .known(let field): "known.\(field.rawValue)"
        case .segment: "segment"
        case .newer: "newer"
        case .older: "older"
        case .active: "active"
        case .silent: "silent"
        case .activities: "activities"
        }
    }

    /// How much of it, or of which name; empty for what needs none.
    package var value: String {
        switch self {
        case .source, .known: ""
        case .segment(let name): name
        case .newer(let n), .older(let n), .active(let n), .silent(let n), .activities(let n): "\(n)"
        }
    }

    /// Every kind there is, in the order in which a form offers them.
    package static let kinds =
        Lead.Source.allCases.map { "source.\($0.rawValue)" } + LeadField.allCases.map { "known.\($0.rawValue)" }
        + ["segment", "newer", "older", "active", "silent", "activities"]

    /// nil for a kind that there is not, and for a value that is none of that kind.
    package init?(kind: String, value: String) {
        let parts = kind.split(separator: ".", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("source", 2):
            guard let source = Lead.Source(rawValue: parts[1]) else { return nil }
            self = .source(source)
        case ("known", 2):
            guard let field = LeadField(rawValue: parts[1]) else { return nil }
            self = .known(field)
        case ("segment", 1):
            guard (1...60).contains(value.unicodeScalars.count) else { return nil }
            self = .segment(value)
        default:
            guard parts.count == 1, let n = Int(value), let range = Self.range(of: kind), range.contains(n) else {
                return nil
            }
            switch kind {
            case "newer": self = .newer(n)
            case "older": self = .older(n)
            case "active": self = .active(n)
            case "silent": self = .silent(n)
            default: self = .activities(n)
            }
        }
    }

    /// Which numbers make sense as the value of that kind; nil where it is no number.
    package static func range(of kind: String) -> ClosedRange<Int>? {
        switch kind {
        case "newer", "older", "active", "silent": 0...3_650
        case "activities": 1...1_000
        default: nil
        }
    }

    /// Whether two rules would ask the same.
    package func asksTheSame(as other: ScoreCondition) -> Bool {
        kind == other.kind && value.lowercased() == other.value.lowercased()
    }

    package func holds(of lead: LeadFacts) -> Bool {
        switch self {
        case .source(let source): lead.source == source
        case .known(let field): lead.known.contains(field)
        case .segment(let name): lead.segment == name || lead.segment?.lowercased() == name.lowercased()
        case .newer(let days): lead.age <= days
        case .older(let days): lead.age > days
        case .active(let days): lead.silence.map { $0 <= days } ?? false
        case .silent(let days): (lead.silence ?? lead.age) > days
        case .activities(let count): lead.completed >= count
        }
    }
}

/// Points that a lead gets, or loses, where something holds of it.
package struct ScoreRule: Sendable, Hashable {
    package let condition: ScoreCondition
    /// From -100 to 100, not 0.
    package let points: Int

    package init(_ condition: ScoreCondition, _ points: Int) {
        self.condition = condition
        self.points = points
    }
}

/// What the rules of the score look at.
package struct LeadFacts: Sendable, Equatable {
    package let source: Lead.Source
    package let known: Set<LeadField>
    package let segment: String?
    /// Days of the organization's calendar since it arrived; 0 is today.
    package let age: Int
    /// The same since something was completed with it last; nil: nothing ever was.
    package let silence: Int?
    /// How many activities were completed with it, notes not among them.
    package let completed: Int

    package init(
        source: Lead.Source, known: Set<LeadField>, segment: String?, age: Int, silence: Int?, completed: Int
    ) {
        self.source = source
        self.known = known
        self.segment = segment
        self.age = max(0, age)
        self.silence = silence.map { max(0, $0) }
        self.completed = completed
    }
}
