package import Forms

/// To whom leads are given that arrive without anybody: the first rule that fits and has somebody who can take it decides.
package struct AssignmentRules: Sendable, Hashable {
    package struct Rule: Sendable, Hashable {
        /// nil: any, and none.
        package let segment: String?
        /// nil: however it came.
        package let source: Lead.Source?
        /// One person, or several in turn.
        package let people: [Person.ID]

        package init(segment: String?, source: Lead.Source?, people: [Person.ID]) {
            self.segment = segment
            self.source = source
            self.people = people
        }

        package func fits(_ source: Lead.Source, _ segment: String?) -> Bool {
            (self.source == nil || self.source == source)
                && (self.segment == nil || self.segment?.lowercased() == segment?.lowercased())
        }
    }

    /// Which rule, from 0, gives a lead to whom.
    package struct Decision: Sendable, Equatable {
        package let rule: Int
        package let person: Person.ID
    }

    package let rules: [Rule]

    /// Of one organization.
    package static let most = 20
    /// In one rule.
    package static let mostPeople = 100

    package init(_ rules: [Rule]) {
        self.rules = rules
    }

    package static let none = AssignmentRules([])

    /// `active`: who can take leads at all; the others are passed over. `turn`: asked for the rule that decides, where it
    /// has several to choose from: how many leads it gave out before. nil: it stays nobody's.
    package func decide(
        _ source: Lead.Source, _ segment: String?, active: Set<Person.ID>, turn: (Int) throws -> Int
    ) rethrows -> Decision? {
        for (index, rule) in rules.enumerated() where rule.fits(source, segment) {
            let people = rule.people.filter(active.contains)
            guard let first = people.first else { continue }
            return Decision(rule: index, person: people.count == 1 ? first : people[try turn(index) % people.count])
        }
        return nil
    }

    /// What would have become of leads, the first that arrived first, had the rules begun with them. What is entered by
    /// hand stays as it was entered.
    package func rehearse(_ leads: [(source: Lead.Source, segment: String?)], active: Set<Person.ID>) -> [Decision?] {
        var turns: [Int: Int] = [:]
        return leads.map { lead in
            guard lead.source != .manual else { return nil }
            return decide(lead.source, lead.segment, active: active) { rule in
                defer { turns[rule, default: 0] += 1 }
                return turns[rule, default: 0]
            }
        }
    }
}

extension AssignmentRules {
    /// The editor's form: `rule.0.segment=…`, `rule.0.source=form`, and `rule.0.people` once for each person, in the order
    /// of the rules. Every complaint at once.
    package init(_ input: Input) throws(FieldErrors) {
        var reader = FieldReader(input)
        var rules: [Rule] = []
        let rows = Self.rows(of: input)
        if rows.count > Self.most { reader.complain("rule", Complaint("error.too_many", ["count": "\(Self.most)"])) }
        for row in rows.prefix(Self.most) {
            let segment = reader.optionalText("\(row).segment", atMost: 60)
            let source: Lead.Source?? =
                (input["\(row).source"] ?? "").isEmpty
                ? .some(nil) : reader.choice("\(row).source", of: Lead.Source.self).map { .some($0) }
            let texts = input.all("\(row).people").filter { !$0.isEmpty }
            let people = texts.compactMap { Person.ID(text: $0) }
            if people.isEmpty { reader.complain("\(row).people", Complaint("error.required")) }
            if people.count < texts.count { reader.complain("\(row).people", Complaint("error.choice")) }
            if people.count > Self.mostPeople {
                reader.complain("\(row).people", Complaint("error.too_many", ["count": "\(Self.mostPeople)"]))
            }
            if let segment, let source { rules.append(Rule(segment: segment, source: source, people: people)) }
        }
        guard reader.errors.isEmpty else { throw reader.errors }
        self.init(rules)
    }

    /// The rows of the form by the beginning of their fields' names, `rule.0`, as they stand.
    package static func rows(of input: Input) -> [String] {
        input.group("rule").keys.filter { Int($0) != nil }.map { "rule.\($0)" }
    }

    /// What the form shows.
    package var input: Input {
        var input = Input.none
        for (index, rule) in rules.enumerated() {
            input.append("rule.\(index).segment", rule.segment ?? "")
            input.append("rule.\(index).source", rule.source?.rawValue ?? "")
            for person in rule.people { input.append("rule.\(index).people", person.text) }
        }
        return input
    }
}

extension AssignmentRules: StoredText {
    private enum Key: String, CodingKey {
        case rules
    }

    private struct Stored: Codable {
        let segment, source: String?
        let people: [String]
    }

    /// Rules for ways that another version of the program knew are left out.
    package init(from decoder: any Decoder) throws {
        let stored = try decoder.container(keyedBy: Key.self).decode([Stored].self, forKey: .rules)
        self.init(
            stored.compactMap { rule in
                let source = rule.source.flatMap(Lead.Source.init(rawValue:))
                if rule.source != nil, source == nil { return nil }
                return Rule(
                    segment: rule.segment, source: source, people: rule.people.compactMap { Person.ID(text: $0) })
            })
    }

    /// `{"rules":[{"people":["…"],"segment":"Hotel","source":"form"}]}`
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(
            rules.map { Stored(segment: $0.segment, source: $0.source?.rawValue, people: $0.people.map(\.text)) },
            forKey: .rules)
    }
}
