/// A status in the dictionary of the outside CRM.
package struct OrderStatus: Sendable, Hashable {
    package let id: Int
    package let name: String
    package let alias: String
    /// Which group the outside CRM puts it in.
    package let sourceGroup: Int?
    package let isActive: Bool
    /// Whether it ends an order.
    package let isClosing: Bool
    /// When the outside CRM calls an order in it overdue, in seconds; shown, not used.
    package let expirationSeconds: Int?

    package init(
        id: Int, name: String, alias: String = "", sourceGroup: Int?, isActive: Bool = true, isClosing: Bool = false,
        expirationSeconds: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.alias = alias
        self.sourceGroup = sourceGroup
        self.isActive = isActive
        self.isClosing = isClosing
        self.expirationSeconds = expirationSeconds
    }
}
