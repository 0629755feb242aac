package import Forms

/// A stage as a manager enters or changes it.
package struct StageForm: Sendable, Equatable {
    package let name: String
    package let color: StageColor
    package let kind: LeadStage.Kind
    /// Days after which a lead that still stands in it is shown as ageing; nil: never.
    package let ageingDays: Int?
    /// The version the form showed; 0 for a new one.
    package let version: Int

    /// Of one organization.
    package static let most = 20

    package init(name: String, color: StageColor, kind: LeadStage.Kind, ageingDays: Int?, version: Int) {
        self.name = name
        self.color = color
        self.kind = kind
        self.ageingDays = ageingDays
        self.version = version
    }

    /// Every complaint at once.
    package init(reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let name = field.text("name", length: 1...60)
        let color = field.choice("color", of: StageColor.self)
        let kind = field.choice("kind", of: LeadStage.Kind.self)
        let days: Int?? =
            (input["ageing_days"] ?? "").trimmed.isEmpty
            ? .some(nil) : field.integer("ageing_days", in: 1...365).map { .some($0) }
        let version = field.integer("version", in: 0...Int(Int32.max))
        (self.name, self.color, self.kind, ageingDays, self.version) =
            try field.values(name, color, kind, days, version)
    }

    /// What the form shows.
    package var input: Input {
        var input = Input([
            "name": name, "color": color.rawValue, "kind": kind.rawValue, "version": "\(version)",
        ])
        if let ageingDays { input.append("ageing_days", "\(ageingDays)") }
        return input
    }
}

extension LeadStage {
    /// The form that would change nothing.
    package var form: StageForm {
        StageForm(name: name, color: color, kind: kind, ageingDays: ageingDays, version: version)
    }
}

/// Why somebody refuses a lead, from the organization's list.
package struct RefusalReason: Sendable, Equatable {
    package let id: Int
    /// As typed; those that an organization begins with have names in every language.
    package let name: String

    package init(id: Int, name: String) {
        self.id = id
        self.name = name
    }

    /// The names that an organization begins with, in their order, by the key of their words.
    package static let defaults = [
        "Too expensive": "price", "Chose another supplier": "supplier", "No need": "need", "No answer": "answer",
        "Not our customer": "other",
    ]

    /// Of one organization.
    package static let most = 30

    /// One on each line; what stands twice is one. Throws what is wrong with a line.
    package static func list(_ text: String) throws(Complaint.Refusal) -> [String] {
        var known: Set<String> = []
        let names = text.split(whereSeparator: \.isNewline).map { String($0).trimmed }
            .filter { !$0.isEmpty && known.insert($0.lowercased()).inserted }
        guard names.count <= most else { throw Complaint.Refusal("error.too_many", ["count": "\(most)"]) }
        guard names.allSatisfy({ $0.unicodeScalars.count <= 100 }) else {
            throw Complaint.Refusal("error.too_long", ["count": "100"])
        }
        guard !names.isEmpty else { throw Complaint.Refusal("error.required") }
        return names
    }
}
