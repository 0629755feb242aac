import Models
import Web

/// `Resources/templates/projects/deliveries.html`: every webhook that came with the right secret.
struct DeliveriesPage: Page {
    static let template = "projects/deliveries.html"
    static let place = NavigationItem.deliveries
    static let examples = [
        DeliveriesPage(
            path: "/p/a2b3c4d5e6/deliveries", verdict: "", rows: DeliveryRow.examples,
            older: "/p/a2b3c4d5e6/deliveries?before=900", newest: nil),
        DeliveriesPage(
            path: "/p/a2b3c4d5e6/deliveries", verdict: "malformed", rows: [], older: nil,
            newest: "/p/a2b3c4d5e6/deliveries"),
        DeliveriesPage(path: "/p/a2b3c4d5e6/deliveries", verdict: "", rows: [], older: nil, newest: nil),
    ]

    /// The page itself without a query: the filter's target.
    let path: String
    /// The verdict filtered by; empty for all.
    let verdict: String
    let verdicts = Delivery.Outcome.allCases
    let rows: [DeliveryRow]
    /// The next page into the past, and back to the top; nil where there is none.
    let older, newest: String?
}
