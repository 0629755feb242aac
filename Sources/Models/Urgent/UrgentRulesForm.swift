package import Forms

extension UrgentRules {
    /// The editor's form: `rule.0.kind=sku`, `rule.0.value=…` and `rule.0.on=1` for those in force, in the
    /// order of their appearance. A row with an empty value is refused rather than dropped, because its
    /// kind was chosen.
    package init(_ input: Input) throws(FieldErrors) {
        var reader = FieldReader(input)
        var rules: [Rule] = []
        let rows = Self.rows(of: input)
        if rows.count > Self.limit {
            reader.complain("rule", Complaint("error.too_many", ["count": "\(Self.limit)"]))
        }
        for row in rows.prefix(Self.limit) {
            guard let kind = reader.choice("\(row).kind", of: Kind.self),
                let value = reader.text("\(row).value", length: 1...200)
            else { continue }
            let isNumber = value.utf8.count <= 18 && value.utf8.allSatisfy { (48...57).contains($0) }
            if kind.isNumber, !isNumber || value.hasPrefix("0") {
                reader.complain("\(row).value", Complaint("error.whole_number"))
            }
            rules.append(Rule(kind, value, isEnabled: reader.flag("\(row).on")))
        }
        guard reader.errors.isEmpty else { throw reader.errors }
        self.init(rules)
    }

    /// The rows of the form by the beginning of their fields' names, `rule.0`, as they stand.
    package static func rows(of input: Input) -> [String] {
        input.group("rule").keys.filter { Int($0) != nil }.map { "rule.\($0)" }
    }

    /// What the form shows.
    package var input: Input {
        var input = Input.none
        for (index, rule) in rules.enumerated() {
            input.append("rule.\(index).kind", rule.kind.rawValue)
            input.append("rule.\(index).value", rule.value)
            if rule.isEnabled { input.append("rule.\(index).on", "1") }
        }
        return input
    }
}
