/// A place in the feed of changes. The feed is in the order of transactions, and within one in the order
/// of its rows; what lies before a place that was read will never grow.
package struct LivePosition: Sendable, Hashable, Comparable {
    package let transaction: UInt64
    package let row: Int64

    package init(transaction: UInt64, row: Int64) {
        self.transaction = transaction
        self.row = row
    }

    package static func < (left: LivePosition, right: LivePosition) -> Bool {
        (left.transaction, left.row) < (right.transaction, right.row)
    }
}

/// A place with the second it was told at: what a browser gives back when it comes again, so that one that
/// was away for longer than the feed is kept can be told to load anew.
package struct LiveMark: Sendable, Hashable {
    package let position: LivePosition
    package let second: Int64

    package init(position: LivePosition, second: Int64) {
        self.position = position
        self.second = second
    }

    /// `8123-77-1795095600`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let transaction = UInt64(parts[0]), let row = Int64(parts[1]), row >= 0,
            let second = Int64(parts[2])
        else { return nil }
        self.init(position: LivePosition(transaction: transaction, row: row), second: second)
    }

    package var text: String { "\(position.transaction)-\(position.row)-\(second)" }
}

/// One row of the feed: which thing has changed, never what it says.
package struct LiveRecord: Sendable, Equatable {
    package let position: LivePosition
    package let organization: Organization.ID
    package let topic: LiveTopic
    /// Told to everybody who sees the project …
    package let project: Project.ID?
    /// … or to these people alone.
    package let people: [Person.ID]
    package let entity: String?

    package init(
        position: LivePosition, organization: Organization.ID, topic: LiveTopic, project: Project.ID?,
        people: [Person.ID], entity: String?
    ) {
        self.position = position
        self.organization = organization
        self.topic = topic
        self.project = project
        self.people = people
        self.entity = entity
    }
}

/// Where one person belongs at this moment: their organizations, and the projects they see.
package struct Places: Sendable, Equatable {
    package var organizations: Set<Organization.ID> = []
    /// With their public ids.
    package var projects: [Project.ID: PublicID] = [:]
    /// Whose these projects are.
    package var homes: [Project.ID: Organization.ID] = [:]

    package init() {}

    /// What of it lies in one organization.
    package func narrowed(to organization: Organization.ID) -> Places {
        var narrowed = Places()
        narrowed.organizations = organizations.intersection([organization])
        narrowed.projects = projects.filter { homes[$0.key] == organization }
        narrowed.homes = homes.filter { $0.value == organization }
        return narrowed
    }
}
