/// A company before the sale.
package enum Lead {
    package typealias ID = Identifier<Lead>

    /// How it got here.
    package enum Source: String, Sendable, CaseIterable {
        case manual, form, webhook, api
        case imported = "import"
        case mobile, demo
    }
}

/// A row of the list of leads.
package struct LeadSummary: Sendable, Equatable {
    package let id: Lead.ID
    package let company: String
    /// The same as the database sorts it.
    package let companyKey: String
    /// Addresses and numbers as typed; the first phone is the primary one.
    package let email: String?
    package let phones: [String]
    package let inn: String?
    package let segment: String?
    /// The project it concerns; nil: none in particular.
    package let project: ProjectLink?
    /// The number of the stage it stands in.
    package let stage: Int
    /// Who works on it; nil: nobody yet.
    package let assignee: Person.ID?
    package let assigneeName: String?
    package let contactCount: Int
    package let score: Int
    package let createdAt: Instant
    package let lastActivityAt: Instant?
    package let nextActivityAt: Instant?
    /// Counts changes; a form posts back the version it showed.
    package let version: Int
    /// What it became; nil while it is a lead alone.
    package let customer: Customer.ID?
    /// Where it stands among what a search found; nil in every other list.
    package var place: Int?

    package init(
        id: Lead.ID, company: String, companyKey: String, email: String?, phones: [String], inn: String?,
        segment: String?, project: ProjectLink? = nil, stage: Int,
        assignee: Person.ID?, assigneeName: String?, contactCount: Int, score: Int, createdAt: Instant,
        lastActivityAt: Instant?, nextActivityAt: Instant?, version: Int, customer: Customer.ID? = nil
    ) {
        self.id = id
        self.company = company
        self.companyKey = companyKey
        self.email = email
        self.phones = phones
        self.inn = inn
        self.segment = segment
        self.project = project
        self.stage = stage
        self.assignee = assignee
        self.assigneeName = assigneeName
        self.contactCount = contactCount
        self.score = score
        self.createdAt = createdAt
        self.lastActivityAt = lastActivityAt
        self.nextActivityAt = nextActivityAt
        self.version = version
        self.customer = customer
    }
}

/// The numbers above the list, of the leads that the reader may see.
package struct LeadFigures: Sendable, Equatable {
    package let total: Int
    /// In the first stage.
    package let new: Int
    package let qualified: Int
    package let unassigned: Int

    package init(total: Int, new: Int, qualified: Int, unassigned: Int) {
        self.total = total
        self.new = new
        self.qualified = qualified
        self.unassigned = unassigned
    }
}
