/// A project as a link: name and address.
package struct ProjectLink: Sendable, Equatable {
    package let publicID: PublicID
    package let name: String

    package init(publicID: PublicID, name: String) {
        self.publicID = publicID
        self.name = name
    }
}
