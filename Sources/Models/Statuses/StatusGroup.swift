/// A stage of an order's life that several statuses of the outside CRM belong to; what limits, working
/// hours and figures are about.
package struct StatusGroup: Sendable, Hashable, Codable {
    /// The outside CRM's number of it, 1…999; 0 is the group of statuses nobody has put anywhere.
    package let number: Int
    package let name: String

    package init(number: Int, name: String) {
        self.number = number
        self.name = name
    }

    package static let ungrouped = 0
    /// The group whose first entry ends "to delivery".
    package static let delivery = 4

    /// KeyCRM's six; its API does not tell their names, so these are ours and may be renamed.
    package static let defaults = [
        StatusGroup(number: 1, name: "New"), StatusGroup(number: 2, name: "Approval"),
        StatusGroup(number: 3, name: "Production"), StatusGroup(number: 4, name: "Delivery"),
        StatusGroup(number: 5, name: "Done"), StatusGroup(number: 6, name: "Cancelled"),
    ]
}
