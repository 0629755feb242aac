/// Everything that is wrong with the settings, in sentences for the person who starts the program.
package struct SettingsRefusal: Error, Equatable, CustomStringConvertible {
    package let problems: [String]

    package init(_ problems: [String]) {
        self.problems = problems
    }

    package var description: String {
        problems.count == 1
            ? "the settings do not allow a start: \(problems[0])"
            : (["the settings do not allow a start:"] + problems.map { "- \($0)" }).joined(separator: "\n")
    }
}
