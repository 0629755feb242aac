package import Forms

/// What an admin says about a project: the form of "connect a project" and of its settings.
package struct ProjectForm: Sendable, Equatable {
    package let name: String
    /// Where the outside CRM's API answers, without a slash at the end: `https://openapi.keycrm.app/v1`.
    package let baseURL: String
    /// Write only: nil keeps the stored key.
    package let apiKey: String?
    package let zone: String
    /// The share of a limit, in percent, from which an order is near it.
    package let near: Int
    /// Where the order's page in the outside CRM is: an address with `{id}`; empty: no link.
    package let linkPattern: String
    /// Counts replacements; a form posts back the version it showed. 0 for a new project.
    package let version: Int

    package init(
        name: String, baseURL: String, apiKey: String?, zone: String, near: Int, linkPattern: String, version: Int
    ) {
        self.name = name
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.zone = zone
        self.near = near
        self.linkPattern = linkPattern
        self.version = version
    }
}

extension ProjectForm {
    /// `isZone` says whether the zone database knows a name.
    package init(reading input: Input, isZone: (String) -> Bool) throws(FieldErrors) {
        var field = FieldReader(input)
        let name = field.text("name", length: 1...120)
        let address = field.parse("base_url", Self.address)
        let key = field.optionalText("api_key", atMost: 4096)
        field.require("api_key", Complaint("error.api_key")) {
            key.map { ($0 ?? "").utf8.allSatisfy { (33...126).contains($0) } }
        }
        let zone = field.text("zone", length: 1...64)
        field.require("zone", Complaint("error.zone")) { zone.map(isZone) }
        let near = field.integer("near", in: 1...99)
        let link = field.optionalText("link_pattern", atMost: 300)
        field.require("link_pattern", Complaint("error.link_pattern")) { link.map { Self.isLink($0 ?? "") } }
        let version = field.integer("version", in: 0...Int(Int32.max))
        let values = try field.values(name, address, key, zone, near, link, version)
        self.init(
            name: values.0, baseURL: values.1, apiKey: values.2, zone: values.3, near: values.4,
            linkPattern: values.5 ?? "", version: values.6)
    }

    /// An http or https address without credentials, query or fragment; whether it may be called is
    /// decided when it is called.
    private static func address(_ text: String) throws(Complaint.Refusal) -> String {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        guard let scheme = ["https://", "http://"].first(where: text.lowercased().hasPrefix) else {
            throw Complaint.Refusal("error.address_scheme")
        }
        let rest = text.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" }
        let isPlain = text.utf8.allSatisfy { (33...126).contains($0) } && !text.contains { "@?#\\\"<>{}".contains($0) }
        guard !host.isEmpty, isPlain, text.utf8.count <= 300 else { throw Complaint.Refusal("error.address") }
        return scheme + rest
    }

    private static func isLink(_ text: String) -> Bool {
        if text.isEmpty { return true }
        let isWeb = text.hasPrefix("https://") || text.hasPrefix("http://")
        return isWeb && text.contains("{id}") && text.utf8.allSatisfy { (33...126).contains($0) }
            && !text.contains { "\"<>\\".contains($0) }
    }
}
