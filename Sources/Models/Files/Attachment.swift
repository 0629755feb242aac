/// A file beside a lead or a customer, without its bytes.
package struct Attachment: Sendable, Equatable {
    package typealias ID = Identifier<Attachment>

    /// Files of one lead or customer.
    package static let most = 50
    /// Of one file, in bytes.
    package static let mostBytes = 10 << 20

    package let id: ID
    package let parent: ActivityParent
    package let name: String
    /// In bytes.
    package let size: Int
    package let addedBy: Person.ID
    package let addedByName: String
    package let addedAt: Instant

    package init(
        id: ID, parent: ActivityParent, name: String, size: Int, addedBy: Person.ID, addedByName: String,
        addedAt: Instant
    ) {
        self.id = id
        self.parent = parent
        self.name = name
        self.size = size
        self.addedBy = addedBy
        self.addedByName = addedByName
        self.addedAt = addedAt
    }
}

extension Scope {
    /// Whether the person may remove the file: their own, and who manages leads any.
    package func mayRemove(_ file: Attachment) -> Bool {
        ManageLeads.isHeld(by: role) || WorkLeads.isHeld(by: role) && file.addedBy == person
    }
}
