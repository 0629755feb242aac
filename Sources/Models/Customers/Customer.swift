/// A company that a lead became: somebody buys there.
package enum Customer {
    package typealias ID = Identifier<Customer>
}

/// A row of the list of customers.
package struct CustomerSummary: Sendable, Equatable {
    package let id: Customer.ID
    package let company: String
    /// The same as the database sorts it.
    package let companyKey: String
    /// Addresses and numbers as typed; the first phone is the primary one.
    package let email: String?
    package let phones: [String]
    package let inn: String?
    package let segment: String?
    /// Who looks after it; nil: nobody yet.
    package let assignee: Person.ID?
    package let assigneeName: String?
    package let contactCount: Int
    package let createdAt: Instant
    package let lastActivityAt: Instant?
    package let nextActivityAt: Instant?
    /// Counts changes; 1: nothing was changed since it was made.
    package let version: Int

    package init(
        id: Customer.ID, company: String, companyKey: String, email: String?, phones: [String], inn: String?,
        segment: String?, assignee: Person.ID?, assigneeName: String?, contactCount: Int, createdAt: Instant,
        lastActivityAt: Instant?, nextActivityAt: Instant?, version: Int
    ) {
        self.id = id
        self.company = company
        self.companyKey = companyKey
        self.email = email
        self.phones = phones
        self.inn = inn
        self.segment = segment
        self.assignee = assignee
        self.assigneeName = assigneeName
        self.contactCount = contactCount
        self.createdAt = createdAt
        self.lastActivityAt = lastActivityAt
        self.nextActivityAt = nextActivityAt
        self.version = version
    }
}

/// A customer with all that its page shows.
package struct CustomerRecord: Sendable, Equatable {
    /// A lead that became this customer.
    package struct Source: Sendable, Equatable {
        package let id: Lead.ID
        package let company: String

        package init(id: Lead.ID, company: String) {
            self.id = id
            self.company = company
        }
    }

    package let summary: CustomerSummary
    package let notes: String
    /// Who made it; nil when a program did.
    package let createdBy: String?
    /// The primary one first, then by name.
    package let contacts: [LeadContact]
    /// Those that the reader may open, the oldest first; at most ten.
    package let sources: [Source]

    package init(
        summary: CustomerSummary, notes: String, createdBy: String?, contacts: [LeadContact], sources: [Source]
    ) {
        self.summary = summary
        self.notes = notes
        self.createdBy = createdBy
        self.contacts = contacts
        self.sources = sources
    }

    /// The form that would change nothing: that of a lead, of which a customer has all but the stage and the value.
    package var form: LeadForm {
        LeadForm(
            company: summary.company, email: summary.email, phones: summary.phones, inn: summary.inn,
            segment: summary.segment, assignee: summary.assignee, notes: notes,
            contacts: contacts.map(LeadForm.Contact.init), version: summary.version)
    }
}

/// A customer that seems to be the company of a lead that is to become one.
package struct KnownCustomer: Sendable, Equatable {
    package let id: Customer.ID
    package let company: String
    /// Who looks after it; nil: nobody.
    package let assignee: String?
    /// Whether the reader may open it and join it; if not, these words are all they learn.
    package let isVisible: Bool
    package let reason: LeadDuplicate.Reason

    package init(id: Customer.ID, company: String, assignee: String?, isVisible: Bool, reason: LeadDuplicate.Reason) {
        self.id = id
        self.company = company
        self.assignee = assignee
        self.isVisible = isVisible
        self.reason = reason
    }
}

/// What a lead becomes.
package enum Qualifying: Sendable, Equatable {
    /// A new customer, unless one is there that seems to be the same company: then somebody is to be asked.
    case unlessKnown
    case new
    case joining(Customer.ID)
}
