package import Forms

/// The organization's own settings.
package struct OrganizationRecord: Sendable, Equatable {
    package let name: String
    /// IANA name; the zone of new projects, and of pages outside any project.
    package let zone: String
    /// Where a phone number is from that names no country; nil: nobody has said.
    package let country: Country?
    /// A member without a second factor sets one up before anything else.
    package let requiresSecondFactor: Bool
    package let version: Int

    package init(name: String, zone: String, country: Country?, requiresSecondFactor: Bool, version: Int) {
        self.name = name
        self.zone = zone
        self.country = country
        self.requiresSecondFactor = requiresSecondFactor
        self.version = version
    }

    package init(reading input: Input, isZone: (String) -> Bool) throws(FieldErrors) {
        var field = FieldReader(input)
        let name = field.text("name", length: 1...120)
        let zone = field.text("zone", length: 1...64)
        field.require("zone", Complaint("error.zone")) { zone.map(isZone) }
        let country = field.optional("country") { (text) throws(Complaint.Refusal) in
            guard let country = Country(code: text) else { throw Complaint.Refusal("error.choice") }
            return country
        }
        let version = field.integer("version", in: 0...Int(Int32.max))
        requiresSecondFactor = field.flag("second_factor")
        (self.name, self.zone, self.country, self.version) = try field.values(name, zone, country, version)
    }

    /// The settings as a form would submit them unchanged.
    package var input: Input {
        var input = Input(["name": name, "zone": zone, "country": country?.code ?? "", "version": "\(version)"])
        if requiresSecondFactor { input.set("second_factor", "1") }
        return input
    }
}
