package import Forms

/// What a person says about themselves; nil: not chosen, the browser decides.
package struct Profile: Sendable, Equatable {
    package let name: String
    package let language: String?
    package let theme: String?
    package let zone: String?
    /// Counts replacements; the form posts back the version it showed.
    package let version: Int

    package init(name: String, language: String?, theme: String?, zone: String?, version: Int) {
        self.name = name
        self.language = language
        self.theme = theme
        self.zone = zone
        self.version = version
    }

    package init(reading input: Input, isZone: (String) -> Bool) throws(FieldErrors) {
        var field = FieldReader(input)
        let name = field.text("name", length: 1...120)
        let language = field.optionalText("language", atMost: 10)
        field.require("language", Complaint("error.choice")) { language.map { [nil, "en", "uk"].contains($0) } }
        let theme = field.optionalText("theme", atMost: 10)
        field.require("theme", Complaint("error.choice")) { theme.map { [nil, "light", "dark"].contains($0) } }
        let zone = field.optionalText("zone", atMost: 64)
        field.require("zone", Complaint("error.zone")) { zone.map { $0.map(isZone) ?? true } }
        let version = field.integer("version", in: 0...Int(Int32.max))
        (self.name, self.language, self.theme, self.zone, self.version) =
            try field.values(name, language, theme, zone, version)
    }

    /// The profile as a form would submit it unchanged.
    package var input: Input {
        Input([
            "name": name, "language": language ?? "", "theme": theme ?? "", "zone": zone ?? "", "version": "\(version)",
        ])
    }
}
