package import Forms

extension SLALimits {
    /// The form of the SLA settings: `normal.3=8:00`, `urgent.3=4:00` (empty: no limit of its own) and
    /// `near=80`, read for the groups of the project.
    package init(_ input: Input, groups: [Int]) throws(FieldErrors) {
        var reader = FieldReader(input)
        let normal = SLALimits.grid("normal", groups, &reader)
        let urgent = SLALimits.grid("urgent", groups, &reader)
        let isNearGiven = !(input["near"] ?? "").trimmed.isEmpty
        let near = isNearGiven ? reader.integer("near", in: 1...100) : Self.defaultNearPercent
        self.init(normal: normal, urgent: urgent, nearPercent: try reader.values(near))
    }

    private static func grid(_ name: String, _ groups: [Int], _ reader: inout FieldReader) -> [Int: Int] {
        var limits: [Int: Int] = [:]
        for group in groups {
            let field = "\(name).\(group)"
            if (reader.input[field] ?? "").trimmed.isEmpty { continue }
            limits[group] = reader.parse(field, LimitText.seconds)
        }
        return limits
    }

    /// What the form shows.
    package var input: Input {
        var input = Input(["near": String(nearPercent)])
        for (name, grid) in [("normal", normal), ("urgent", urgent)] {
            for (group, limit) in grid.sorted(by: { $0.key < $1.key }) {
                input.append("\(name).\(group)", LimitText.text(limit))
            }
        }
        return input
    }
}

/// Limits as people write them: hours and minutes, `8:00` or `120:30`.
package enum LimitText {
    /// One minute to 9999 hours and 59 minutes, in seconds.
    package static let range = 60...35_999_940

    package static func seconds(_ text: String) throws(Complaint.Refusal) -> Int {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 2, let hours = digits(Array(parts[0].utf8)),
            let minutes = digits(Array(parts[1].utf8)), minutes < 60
        else { throw Complaint.Refusal("error.hours_minutes") }
        guard hours <= 9999, range.contains(hours * 3600 + minutes * 60) else {
            throw Complaint.Refusal(
                "error.range", ["low": self.text(range.lowerBound), "high": self.text(range.upperBound)])
        }
        return hours * 3600 + minutes * 60
    }

    /// Rounded down to the minute.
    package static func text(_ seconds: Int) -> String {
        "\(seconds / 3600):\(padded(seconds / 60 % 60))"
    }
}
