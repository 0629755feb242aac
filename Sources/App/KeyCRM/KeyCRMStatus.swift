import HTTP

/// One row of the CRM's dictionary of statuses.
package struct KeyCRMStatus: Sendable, Equatable {
    package let id: Int64
    /// What people see; the alias when there is no name.
    package let name: String
    package let alias: String
    /// The group the CRM puts it into; its API has no names for groups.
    package let group: Int?
    package let isActive: Bool
    /// Orders in this status are over.
    package let isClosing: Bool
    /// Seconds in the status until the CRM calls the order overdue.
    package let expirationSeconds: Int?

    package init(
        id: Int64, name: String, alias: String = "", group: Int? = nil, isActive: Bool = true, isClosing: Bool = false,
        expirationSeconds: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.alias = alias
        self.group = group
        self.isActive = isActive
        self.isClosing = isClosing
        self.expirationSeconds = expirationSeconds
    }

    /// Nil only without a usable id: every other field may be missing or strange.
    init?(_ row: JSON) {
        guard let id = row["id"].flatMap(KeyCRMField.id) else { return nil }
        let alias = visible(row["alias"]?.string ?? "", limit: 200)
        let name = visible(row["name"]?.string ?? "", limit: 200)
        self.init(
            id: id, name: name.isEmpty ? alias : name, alias: alias, group: row["group_id"].flatMap(KeyCRMField.group),
            isActive: (row["is_active"]?.bool ?? true) && (row["deleted_at"]?.isNull ?? true),
            isClosing: row["is_closing_order"]?.bool ?? false,
            expirationSeconds: row["expiration_period"]?.int.flatMap { $0 > 0 ? $0 : nil })
    }
}
