import Web

/// `Resources/templates/faults/suspended.html`: the operator of the installation suspended an organization, and
/// one of its members asks for something of it.
struct SuspendedPage: Page {
    static let template = "faults/suspended.html"
    static let examples = [SuspendedPage(organization: "Dubok <Group>")]

    let organization: String
}
