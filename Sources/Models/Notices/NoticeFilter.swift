/// Which of a member's notices a program asks for.
package struct NoticeFilter: Sendable, Equatable {
    /// nil: read ones and others.
    package var isRead: Bool?
    package var level: Notice.Level?
    package var category: Notice.Category?
    /// Those older than that one; nil: from the newest on.
    package var before: Int?
    package var limit = 50

    package init() {}
}
