package import Forms

/// A word on a list: either a text of the catalogue or a name that somebody gave.
package struct ListWord: Encodable, Sendable, Equatable {
    /// nil: `name` is shown as it is.
    let text: Complaint?
    let name: String
    /// A status group by name: the six a project begins with are said in the reader's language.
    let isGroup: Bool

    package static func text(_ text: Complaint) -> ListWord { ListWord(text: text, name: "", isGroup: false) }

    package static func name(_ name: String) -> ListWord { ListWord(text: nil, name: name, isGroup: false) }

    package static func group(_ name: String) -> ListWord { ListWord(text: nil, name: name, isGroup: true) }
}
