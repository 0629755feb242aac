package import Forms

/// Two leads that are the same company, and which of the two says what.
package struct LeadMerge: Sendable, Equatable {
    /// What is chosen; phones, contacts and activities of both are kept.
    package enum Field: String, Sendable, CaseIterable {
        case company, email, inn, segment, project, stage, assignee, value, notes
    }

    /// Stays.
    package let winner: Lead.ID
    /// Becomes a part of it, and leads to it from then on.
    package let loser: Lead.ID
    /// What is taken from the loser.
    package let taken: Set<Field>
    /// The versions that the form showed.
    package let version, loserVersion: Int

    package init(winner: Lead.ID, loser: Lead.ID, taken: Set<Field>, version: Int, loserVersion: Int) {
        self.winner = winner
        self.loser = loser
        self.taken = taken
        self.version = version
        self.loserVersion = loserVersion
    }

    /// `company=other` takes it from the loser, `with`; anything else leaves it.
    package init(_ winner: Lead.ID, reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let loser = field.parse("with") { (text) throws(Complaint.Refusal) in
            guard let id = Lead.ID(text: text), id != winner else { throw Complaint.Refusal("error.choice") }
            return id
        }
        let version = field.integer("version", in: 0...Int(Int32.max))
        let other = field.integer("other_version", in: 0...Int(Int32.max))
        let values = try field.values(loser, version, other)
        self.init(
            winner: winner, loser: values.0, taken: Set(Field.allCases.filter { input[$0.rawValue] == "other" }),
            version: values.1, loserVersion: values.2)
    }

    /// The phones of both, each number once, as many as a lead may have.
    package static func phones(_ winner: [String], _ loser: [String]) -> [String] {
        var known: Set<String> = []
        return Array((winner + loser).filter { known.insert(Phones.digits(of: $0)).inserted }.prefix(Phones.most))
    }
}
