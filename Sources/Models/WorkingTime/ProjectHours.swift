package import Forms

/// The working hours of a project and of those of its groups that have their own. What is not set is
/// inherited: a group from its project, a project from its organization, and 24/7 if nobody set anything.
package struct ProjectHours: Sendable, Hashable {
    package let project: WorkingHours?
    package let groups: [Int: WorkingHours]

    package init(project: WorkingHours? = nil, groups: [Int: WorkingHours] = [:]) {
        self.project = project
        self.groups = groups
    }

    package static let inherited = ProjectHours()

    /// The same with other hours of the project, or of one of its groups; nil to inherit them.
    package func setting(_ hours: WorkingHours?, for group: Int?) -> ProjectHours {
        guard let group else { return ProjectHours(project: hours, groups: groups) }
        var groups = groups
        groups[group] = hours
        return ProjectHours(project: project, groups: groups)
    }

    /// The nearest hours that were set.
    package func hours(group: Int, organization: WorkingHours?) -> WorkingHours {
        groups[group] ?? project ?? organization ?? .roundTheClock
    }
}

extension ProjectHours {
    /// The editor's form: the hours form under `project` and under `groups.3` for each group; a part whose
    /// `preset` is `inherit`, or that is not there at all, has no hours of its own.
    package init(_ input: Input, groups numbers: [Int]) throws(FieldErrors) {
        var errors = FieldErrors.none
        func part(_ name: String) -> WorkingHours? {
            do { return try WorkingHours.part(input, under: name) } catch {
                errors.add(error)
                return nil
            }
        }
        let project = part("project")
        var groups: [Int: WorkingHours] = [:]
        for number in numbers { groups[number] = part("groups.\(number)") }
        guard errors.isEmpty else { throw errors }
        self.init(project: project, groups: groups)
    }

    /// What the editor shows for those groups.
    package func input(groups numbers: [Int]) -> Input {
        var input = Input.none
        for (name, hours) in [("project", project)] + numbers.map({ ("groups.\($0)", groups[$0]) }) {
            guard let hours else {
                input.append("\(name).preset", WorkingHours.inherit)
                continue
            }
            for field in hours.input.fields { input.append("\(name).\(field.name)", field.value) }
        }
        return input
    }
}

extension ProjectHours: StoredText {
    private enum Key: String, CodingKey {
        case project, groups
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            project: try values.decodeIfPresent(WorkingHours.self, forKey: .project),
            groups: try values.decodeIfPresent([Int: WorkingHours].self, forKey: .groups) ?? [:])
    }

    /// `{"groups":{"3":{"week":…}},"project":{"week":…}}`
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encodeIfPresent(project, forKey: .project)
        if !groups.isEmpty { try values.encode(groups, forKey: .groups) }
    }
}
