/// A notice as its reader's list shows it.
package struct NoticeRow: Sendable, Equatable {
    package let id: Int
    package let notice: Notice
    package let isRead: Bool
    /// When it was read first; nil: not yet.
    package let readAt: Instant?
    package let createdAt: Instant
    /// When it happened last, later than `createdAt` for what repeats.
    package let toldAt: Instant
    package let organization: Organization.ID
    package let organizationName: String
    /// nil for what concerns the whole organization.
    package let project: PublicID?
    package let projectName: String?

    package init(
        id: Int, notice: Notice, isRead: Bool, readAt: Instant? = nil, createdAt: Instant, toldAt: Instant,
        organization: Organization.ID, organizationName: String, project: PublicID?, projectName: String?
    ) {
        self.id = id
        self.notice = notice
        self.isRead = isRead
        self.readAt = readAt
        self.createdAt = createdAt
        self.toldAt = toldAt
        self.organization = organization
        self.organizationName = organizationName
        self.project = project
        self.projectName = projectName
    }
}
