/// A lead with all that its page shows.
package struct LeadRecord: Sendable, Equatable {
    package let summary: LeadSummary
    package let source: Lead.Source
    /// Since when it stands in its stage.
    package let stageSince: Instant
    /// What is expected from it; nil: nobody has said.
    package let value: LeadValue?
    package let notes: String
    /// Its number in an outside system.
    package let externalID: String?
    /// Who entered it; nil when a program did.
    package let createdBy: String?
    /// The primary one first, then by name.
    package let contacts: [LeadContact]
    /// Why it stands in the failed stage; nil where it does not, and where nobody has said.
    package let refusal: String?
    /// It became a customer that somebody has deleted since.
    package let isCustomerDeleted: Bool

    package init(
        summary: LeadSummary, source: Lead.Source, stageSince: Instant, value: LeadValue?, notes: String,
        externalID: String?, createdBy: String?, contacts: [LeadContact], refusal: String? = nil,
        isCustomerDeleted: Bool = false
    ) {
        self.summary = summary
        self.source = source
        self.stageSince = stageSince
        self.value = value
        self.notes = notes
        self.externalID = externalID
        self.createdBy = createdBy
        self.contacts = contacts
        self.refusal = refusal
        self.isCustomerDeleted = isCustomerDeleted
    }

    /// The customer that it is; nil also where somebody has deleted that one.
    package var customer: Customer.ID? { isCustomerDeleted ? nil : summary.customer }

    /// The form that would change nothing.
    package var form: LeadForm {
        LeadForm(
            company: summary.company, email: summary.email, phones: summary.phones, inn: summary.inn,
            segment: summary.segment, project: summary.project?.publicID, stage: summary.stage,
            assignee: summary.assignee, value: value, notes: notes, contacts: contacts.map(LeadForm.Contact.init),
            version: summary.version)
    }
}

/// Somebody at a lead or a customer whom one calls; one of them is the primary one.
package struct LeadContact: Sendable, Equatable {
    package typealias ID = Identifier<LeadContact>

    package let id: ID
    package let name: String
    package let position: String?
    package let phone: String?
    package let email: String?
    package let isPrimary: Bool

    package init(id: ID, name: String, position: String?, phone: String?, email: String?, isPrimary: Bool) {
        self.id = id
        self.name = name
        self.position = position
        self.phone = phone
        self.email = email
        self.isPrimary = isPrimary
    }
}

/// Another lead that seems to be the same company.
package struct LeadDuplicate: Sendable, Equatable {
    /// What the two have in common.
    package enum Reason: String, Sendable, CaseIterable {
        case email, inn, phone, name
    }

    package let id: Lead.ID
    package let company: String
    /// Who works on it; nil: nobody.
    package let assignee: String?
    /// Whether the reader may open it; if not, these words are all they learn.
    package let isVisible: Bool
    package let reason: Reason

    package init(id: Lead.ID, company: String, assignee: String?, isVisible: Bool, reason: Reason) {
        self.id = id
        self.company = company
        self.assignee = assignee
        self.isVisible = isVisible
        self.reason = reason
    }
}
