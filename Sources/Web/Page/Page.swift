/// A page: the data one template needs, as a struct. The property names are the template's names
/// under `page`. Times are `Instant`s, durations whole seconds, money minor units: the template says
/// them in the reader's language.
package protocol Page: Encodable, Sendable {
    /// The file under `Resources/templates`.
    static var template: String { get }
    /// Where in the navigation it stands.
    static var place: NavigationItem { get }
    /// The same of this one, where pages of the kind stand at several places.
    var place: NavigationItem { get }
    /// Filled-in pages, the empty and the wrong ones too: a test renders each in each language.
    static var examples: [Self] { get }
}

extension Page {
    package static var place: NavigationItem { .nowhere }

    package var place: NavigationItem { Self.place }
}

/// An item of the navigation; the layout marks the one the page stands at.
package enum NavigationItem: String, Sendable, Encodable {
    case home, orders, leads, pipeline, customers, stages
    case scores = "lead_scores", assignment = "lead_assignment"
    case activities
    case project, connection, deliveries, statuses, sla, hours, urgent, people
    case profile, password, sessions, organizations, notifications
    case secondFactor = "second_factor"
    case activity, search, members, invitations, organization
    case failedJobs = "failed_jobs", operatorJobs = "operator_jobs", operatorMails = "operator_mails"
    case operatorOrganizations = "operator_organizations", operatorMembers = "operator_members"
    case operatorKeys = "operator_keys"
    case operatorLog = "operator_log"
    case leadDoors = "lead_doors"
    case saleFigures = "sale_figures"
    case organizationHours = "organization_hours"
    case nowhere
}

/// A page with what the layout adds around it: what a template sees.
package struct Framed<Content: Page>: Encodable {
    package let page: Content
    package let frame: Frame
    package let place: NavigationItem

    package init(_ page: Content, in frame: Frame) {
        self.page = page
        self.frame = frame
        place = page.place
    }
}
