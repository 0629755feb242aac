package import Forms

/// Role and projects of a member, as an admin sets them.
package struct MemberForm: Sendable, Equatable {
    package let role: Role
    package let projects: Set<PublicID>
    package let version: Int

    package init(role: Role, projects: Set<PublicID>, version: Int) {
        self.role = role
        self.projects = projects
        self.version = version
    }

    /// Every box that is ticked sends its project's public id as `projects`.
    package init(reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let role = field.choice("role", of: Role.self)
        let projects = field.publicIDs("projects")
        let version = field.integer("version", in: 0...Int(Int32.max))
        (self.role, self.projects, self.version) = try field.values(role, projects, version)
    }
}

extension FieldReader {
    /// The public ids sent under one name; nil, with a complaint, when one of them cannot be any.
    mutating func publicIDs(_ name: String) -> Set<PublicID>? {
        let texts = input.all(name)
        let ids = texts.compactMap(PublicID.init(rawValue:))
        guard ids.count == texts.count, ids.count <= 200 else {
            complain(name, Complaint("error.choice"))
            return nil
        }
        return Set(ids)
    }
}
