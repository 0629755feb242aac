package import Forms

/// Which list of an organization something belongs to.
package struct ListPlace: Sendable, Equatable {
    package enum Name: String, Sendable, CaseIterable {
        case orders
        case activity
        case leads
    }

    package let name: Name
    /// nil for a list of the whole organization.
    package let project: Project.ID?

    package init(_ name: Name, in project: Project.ID?) {
        self.name = name
        self.project = project
    }
}

/// A filter of a list under a name, as one reader sees it.
package struct SavedView: Sendable, Equatable {
    package let id: Int
    package let name: String
    /// Normalised when it was saved; the list's decoder reads it again each time.
    package let query: String
    /// Everybody who sees the list sees the view.
    package let isShared: Bool
    package let isOwn: Bool
    /// The reader's list opens with it.
    package let isDefault: Bool
    /// Who saved it.
    package let owner: String
    package let version: Int

    /// Of one person's own views of one list.
    package static let most = 30

    package init(
        id: Int, name: String, query: String, isShared: Bool, isOwn: Bool, isDefault: Bool, owner: String,
        version: Int
    ) {
        self.id = id
        self.name = name
        self.query = query
        self.isShared = isShared
        self.isOwn = isOwn
        self.isDefault = isDefault
        self.owner = owner
        self.version = version
    }
}

/// What is asked when a view is saved or changed.
package struct SavedViewForm: Sendable, Equatable {
    package let name: String
    package let isShared: Bool
    package let isDefault: Bool
    /// The view's version that the form showed; 0 for a new one.
    package let version: Int

    package init(reading input: Input) throws(FieldErrors) {
        var field = FieldReader(input)
        let name = field.text("name", length: 1...60)
        let version = field.integer("version", in: 0...Int(Int32.max))
        isShared = field.flag("shared")
        isDefault = field.flag("default")
        (self.name, self.version) = try field.values(name, version)
    }
}

/// A person has as many views of a list as there can be.
package struct TooManyViews: Error {
    package init() {}
}
