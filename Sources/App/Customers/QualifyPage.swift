import Forms
import Models
import Store
import Web

/// `Resources/templates/customers/qualify.html`: asks which customer a lead becomes.
struct QualifyPage: Page {
    static let template = "customers/qualify.html"
    static let place = NavigationItem.leads

    struct Known: Encodable {
        /// As the form sends it; nil where the reader may not join it.
        let id: String?
        let company: String
        /// nil: nobody looks after it.
        let assignee: String?
        /// nil where the reader may not open it.
        let path: String?
        /// The second half of a key of the catalogue: `lead_duplicate.` and this.
        let reason: String
    }

    let action: String
    let company: String
    let lead: String
    let known: [Known]
    /// A new customer would be one without the e-mail, which another one has.
    let losesEmail: Bool
}

extension QualifyPage {
    init(_ lead: LeadSummary, _ known: [KnownCustomer], in organization: PublicID) {
        self.init(
            action: Qualification.qualify(in: organization, lead.id), company: lead.company,
            lead: Leads.lead(in: organization, lead.id),
            known: known.map {
                Known(
                    id: $0.isVisible ? $0.id.text : nil, company: $0.company, assignee: $0.assignee,
                    path: $0.isVisible ? Customers.customer(in: organization, $0.id) : nil, reason: $0.reason.rawValue)
            }, losesEmail: known.contains { $0.reason == .email })
    }

    static let examples = [
        QualifyPage(
            action: "/o/a2b3c4d5e6/leads/1/qualify", company: "Меблі <Карпат>", lead: "/o/a2b3c4d5e6/leads/1",
            known: [
                Known(
                    id: "1", company: "Карпат <меблі>", assignee: "Олена", path: "/o/a2b3c4d5e6/customers/1",
                    reason: "email"),
                Known(id: nil, company: "Dnister", assignee: nil, path: nil, reason: "inn"),
            ], losesEmail: true),
        QualifyPage(
            action: "/o/a2b3c4d5e6/leads/1/qualify", company: "Dnister", lead: "/o/a2b3c4d5e6/leads/1", known: [],
            losesEmail: false),
    ]
}
