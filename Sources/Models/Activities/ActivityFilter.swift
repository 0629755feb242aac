/// Which activities a program asks for.
package struct ActivityFilter: Sendable, Equatable {
    package var type: ActivityType?
    /// nil: completed ones and others.
    package var isCompleted: Bool?
    /// Due from then on, and before that.
    package var from: Instant?
    package var to: Instant?
    package var parent: ActivityParent?
    /// Where the page goes on; nil: from the newest on.
    package var cursor: Cursor?
    package var limit = 50

    package init() {}

    /// An activity that a page was seen to end or to begin with.
    package struct Cursor: Sendable, Equatable {
        package let id: ActivityRecord.ID
        /// The page wanted is the one before it, of newer ones.
        package let isBackward: Bool

        package init(_ id: ActivityRecord.ID, isBackward: Bool) {
            self.id = id
            self.isBackward = isBackward
        }
    }
}
