/// Which of a member's notices a program asks for.
package struct NoticeFilter: Sendable, Equatable {
    /// nil: read ones and others.
    package var isRead: Bool?
    package var level: Notice.Level?
    package var category: Notice.Category?
    /// Where the page goes on; nil: from the newest on.
    package var cursor: Cursor?
    package var limit = 50

    package init() {}

    /// A notice that a page was seen to end or to begin with.
    package struct Cursor: Sendable, Equatable {
        package let id: Int
        /// The page wanted is the one before it, of newer notices.
        package let isBackward: Bool

        package init(_ id: Int, isBackward: Bool) {
            self.id = id
            self.isBackward = isBackward
        }
    }
}
