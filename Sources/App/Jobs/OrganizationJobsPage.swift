import Web

/// `Resources/templates/jobs/organization.html`: what an organization's own work failed at for good.
struct OrganizationJobsPage: Page {
    static let template = "jobs/organization.html"
    static let place = NavigationItem.failedJobs
    static let examples = [
        OrganizationJobsPage(
            dead: DeadJobRow.examples, older: "/o/a2b3c4d5e6/settings/jobs?before=5", newest: nil),
        OrganizationJobsPage(dead: [], older: nil, newest: nil),
    ]

    let dead: [DeadJobRow]
    /// The next page into the past, and back to the top; nil where there is none.
    let older, newest: String?
}
