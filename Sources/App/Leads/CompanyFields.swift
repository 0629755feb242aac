import Forms
import Models
import Store
import Web

/// What the forms of leads and customers have in common, said by `Resources/templates/parts/company.html`: how to reach
/// a company, and the people in it.
struct CompanyFields: Encodable {
    struct Contact: Encodable {
        let id: String?
        let idName: String
        let name, position, phone, email: FormField
        /// The row's number, by which it is primary.
        let number: String
        let isPrimary: Bool
        /// Value of the button that removes the row.
        let remove: String
    }

    let name, email, phones, inn, segment, assignee, notes: FormField
    /// Whom it can be given to; empty where that is not asked.
    let assignees: [FilterField.Choice]
    let segments: [String]
    let contacts: [Contact]
    let hasRoom: Bool
    /// It can be saved all the same: all that is wrong is a check digit, or another customer has the number.
    let isDoubted: Bool
    let version: String
    let errors: FormErrors

    init(_ input: Input, _ errors: FieldErrors, assignees: [FilterField.Choice], segments: [String]) {
        func field(_ name: String) -> FormField { FormField(name, input, errors) }
        let rows = LeadForm.rows(of: input)
        (name, email, phones, inn) = (field("company"), field("email"), field("phones"), field("inn"))
        (segment, assignee, notes) = (field("segment"), field("assignee"), field("notes"))
        self.assignees = assignees
        self.segments = segments
        contacts = rows.enumerated().map { index, row in
            let number = String(row.dropFirst("contact.".count))
            return Contact(
                id: input["\(row).id"], idName: "\(row).id", name: field("\(row).name"),
                position: field("\(row).position"), phone: field("\(row).phone"), email: field("\(row).email"),
                number: number,
                isPrimary: input["primary"] == number
                    || index == 0 && !rows.contains("contact.\(input["primary"] ?? "")"),
                remove: "remove_contact.\(number)")
        }
        hasRoom = rows.count < LeadForm.mostContacts
        isDoubted =
            !errors.isEmpty
            && errors.entries.allSatisfy {
                ["error.tax_number", "error.customer_inn"].contains($0.complaint.key)
            }
        version = input["version"] ?? "0"
        self.errors = FormErrors(errors) { field in
            rows.firstIndex { field.hasPrefix($0 + ".") }.map { Complaint("lead.contact_n", ["n": "\($0 + 1)"]) }
                ?? Self.labels[field].map { Complaint($0) }
        }
    }

    private static let labels = [
        "company": "leads.company", "email": "leads.email", "phones": "leads.phones", "inn": "leads.inn",
        "segment": "leads.segment", "project": "leads.project", "stage": "leads.stage", "assignee": "leads.assignee",
        "value": "lead.value",
        "currency": "lead.currency", "notes": "lead.notes",
    ]
}

extension FilterField.Choice {
    /// Whom somebody may give a lead or a customer to: nobody, and themselves or, for those who hand out, anybody.
    static func assignees(_ people: [MemberName], _ scope: Scope<WorkLeads>) -> [FilterField.Choice] {
        let others = people.map { FilterField.Choice($0.person.text, .name($0.name)) }
        return [FilterField.Choice("", .text(Complaint("leads.nobody")))]
            + (others.isEmpty ? [FilterField.Choice(scope.person.text, .text(Complaint("leads.me")))] : others)
    }
}
