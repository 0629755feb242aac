package import Forms

/// What somebody says about a token they want.
package struct TokenForm: Sendable, Equatable {
    package static let defaultDays = 90
    package static let mostDays = 365
    package static let mostNetworks = 20

    package let name: String
    package let scopes: [TokenScope]
    /// How long it lives, in days.
    package let days: Int
    package let networks: [Network]

    /// `name`, `scopes` (repeated; only those that are offered to the role), `days`, and `networks`: one a line or
    /// separated by commas, nothing for anywhere.
    package init(reading input: Input, for role: Role) throws(FieldErrors) {
        var field = FieldReader(input)
        let name = field.text("name", length: 1...80)
        let days = field.integer("days", in: 1...Self.mostDays)
        let offered = TokenScope.offered(to: role)
        let words = input.all("scopes")
        let scopes = offered.filter { words.contains($0.rawValue) }
        if scopes.isEmpty {
            field.complain("scopes", Complaint("error.required"))
        } else if words.contains(where: { word in !offered.contains { $0.rawValue == word } }) {
            field.complain("scopes", Complaint("error.choice"))
        }
        let texts = (input["networks"] ?? "").split { $0 == "," || $0.isWhitespace }
        let networks = texts.compactMap { Network(String($0)) }
        if networks.count < texts.count { field.complain("networks", Complaint("error.network")) }
        if texts.count > Self.mostNetworks {
            field.complain("networks", Complaint("error.too_many", ["count": "\(Self.mostNetworks)"]))
        }
        let values = try field.values(name, days)
        (self.name, self.days) = values
        self.scopes = scopes
        self.networks = networks
    }
}
