import Models
import Postgres

extension Connection {
    /// Tells those to whom `text` speaks and `before` did not, as far as they see the lead or the customer; nobody is
    /// told by what a program or a form sent. The author is not told either.
    func tellMentioned(
        in text: String, before: String = "", of place: ActivityPlace, by scope: some Tenancy, at now: Instant
    ) throws {
        guard text.contains("@"), text != before, let author = scope.actor.person else { return }
        let owner = place.assignee
        let members: [MemberName] = try all(
            """
            SELECT m.person_id, p.name FROM memberships m JOIN people p ON p.id = m.person_id
            WHERE m.organization_id = \(scope.organization) AND m.is_active
              AND (m.role <> 'rep' OR \(owner)::uuid IS NULL OR m.person_id = \(owner))
            ORDER BY m.person_id
            LIMIT 1000
            """)
        let names = members.map { (person: $0.person, name: $0.name) }
        let known = Set(Mention.people(in: before, of: names))
        let told = Mention.people(in: text, of: names).filter { !known.contains($0) && $0 != author }
        guard !told.isEmpty, let name = members.first(where: { $0.person == author })?.name else { return }
        try notify(
            .mentioned(by: name, in: text, of: place.parent, company: place.company), to: .members(told, in: nil),
            by: scope, at: now)
    }
}
