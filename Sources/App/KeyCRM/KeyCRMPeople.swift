import HTTP

/// Somebody in the CRM, as `/users` tells them.
package struct KeyCRMUser: Sendable, Equatable {
    package let id: Int64
    package let name: String
    package let email: String
    package let isActive: Bool

    /// Nil only without a usable id; somebody without a name goes by the address or the number.
    init?(_ row: JSON) {
        guard let id = row["id"].flatMap(KeyCRMField.id) else { return nil }
        self.id = id
        let parts = ["first_name", "last_name"].compactMap { KeyCRMField.text(row[$0], 100) }
        let email = KeyCRMField.text(row["email"], 254) ?? ""
        name =
            KeyCRMField.text(row["full_name"], 200) ?? KeyCRMField.text(row["name"], 200)
            ?? (parts.isEmpty ? (email.isEmpty ? "#\(id)" : email) : parts.joined(separator: " "))
        self.email = email
        isActive = row["status"]?.string.map { $0 == "active" } ?? row["is_active"]?.bool ?? true
    }
}

/// Where orders come from, as `/order/source` tells it.
package struct KeyCRMSource: Sendable, Equatable {
    package let id: Int64
    package let name: String
    /// Three letters, or empty.
    package let currency: String

    /// Nil only without a usable id.
    init?(_ row: JSON) {
        guard let id = row["id"].flatMap(KeyCRMField.id) else { return nil }
        self.id = id
        name =
            KeyCRMField.text(row["name"], 200) ?? KeyCRMField.text(row["source_name"], 200)
            ?? KeyCRMField.text(row["alias"], 200) ?? "#\(id)"
        let code = row["currency_code"]?.string ?? ""
        currency = code.utf8.count == 3 && code.utf8.allSatisfy { (65...90).contains($0) } ? code : ""
    }
}
