/// The saved views of a list as tabs; the first is the list without a view.
package struct ViewTabs: Encodable, Sendable, Equatable {
    package struct Tab: Encodable, Sendable, Equatable {
        package let word: ListWord
        package let path: String
        package let isCurrent: Bool
        /// Opens when the list is opened.
        package let isDefault: Bool

        package init(word: ListWord, path: String, isCurrent: Bool, isDefault: Bool = false) {
            self.word = word
            self.path = path
            self.isCurrent = isCurrent
            self.isDefault = isDefault
        }
    }

    package let tabs: [Tab]
    /// The list without a view, also when one opens by itself.
    package let plainPath: String
    /// Saves what is shown as a view; nil where there is nothing to save.
    package let savePath: String?
    /// Renames and deletes; nil where there is none.
    package let managePath: String?

    package init(tabs: [Tab], plainPath: String, savePath: String?, managePath: String?) {
        self.tabs = tabs
        self.plainPath = plainPath
        self.savePath = savePath
        self.managePath = managePath
    }
}
