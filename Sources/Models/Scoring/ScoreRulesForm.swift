package import Forms

extension ScoreRules {
    /// The editor's form: `rule.0.kind=newer`, `rule.0.value=7`, `rule.0.points=10` for each rule. Every complaint at once;
    /// two rules that ask the same are refused.
    package init(_ input: Input) throws(FieldErrors) {
        var reader = FieldReader(input)
        var rules: [ScoreRule] = []
        let rows = Self.rows(of: input)
        if rows.count > Self.most { reader.complain("rule", Complaint("error.too_many", ["count": "\(Self.most)"])) }
        for row in rows.prefix(Self.most) {
            let condition = Self.condition(row, &reader)
            let points = reader.integer("\(row).points", in: Self.points)
            if points == 0 { reader.complain("\(row).points", Complaint("error.no_points")) }
            guard let condition, let points else { continue }
            if rules.contains(where: { $0.condition.asksTheSame(as: condition) }) {
                reader.complain("\(row).kind", Complaint("error.same_rule"))
            }
            rules.append(ScoreRule(condition, points))
        }
        guard reader.errors.isEmpty else { throw reader.errors }
        self.init(rules)
    }

    private static func condition(_ row: String, _ reader: inout FieldReader) -> ScoreCondition? {
        let kind = reader.parse("\(row).kind") { (text) throws(Complaint.Refusal) in
            guard ScoreCondition.kinds.contains(text) else { throw Complaint.Refusal("error.choice") }
            return text
        }
        guard let kind else { return nil }
        if kind == "segment" {
            return reader.text("\(row).value", length: 1...60).flatMap { ScoreCondition(kind: kind, value: $0) }
        }
        guard let range = ScoreCondition.range(of: kind) else { return ScoreCondition(kind: kind, value: "") }
        return reader.integer("\(row).value", in: range).flatMap { ScoreCondition(kind: kind, value: "\($0)") }
    }

    /// The rows of the form by the beginning of their fields' names, `rule.0`, as they stand.
    package static func rows(of input: Input) -> [String] {
        input.group("rule").keys.filter { Int($0) != nil }.map { "rule.\($0)" }
    }

    /// What the form shows.
    package var input: Input {
        var input = Input.none
        for (index, rule) in rules.enumerated() {
            input.append("rule.\(index).kind", rule.condition.kind)
            input.append("rule.\(index).value", rule.condition.value)
            input.append("rule.\(index).points", "\(rule.points)")
        }
        return input
    }
}
