import Forms
import Models

/// Two people edited the same thing: what the other one saved, beside what was typed here. The form
/// below keeps the typed values and carries the new version, so sending it again is a choice.
struct Conflict: Encodable {
    struct Difference: Encodable {
        /// The field's name in words: a key of the catalogue with its arguments.
        let label: Complaint
        let theirs: String
        let mine: String
        /// Both are names of groups, which the page says in the reader's language.
        let isGroup: Bool
        /// Where the values are sentences of the catalogue, these; `theirs` and `mine` are then their arguments.
        var theirsWords: Complaint?
        var mineWords: Complaint?

        init(label: Complaint, theirs: String, mine: String, isGroup: Bool = false) {
            self.label = label
            self.theirs = theirs
            self.mine = mine
            self.isGroup = isGroup
        }
    }

    /// Who saved first; nil when it was a program.
    let by: String?
    let at: Instant
    let differences: [Difference]

    static let example = Conflict(
        by: "Т. Коваль", at: .example(minutes: -2),
        differences: [
            Difference(label: Complaint("project.near"), theirs: "85", mine: "80"),
            Difference(label: Complaint("field.zone"), theirs: "Europe/Warsaw", mine: "Europe/Kyiv <b>"),
        ])
}
