/// The words after a command's name: `--flag`, `--option value` or `--option=value`, and the rest.
struct Arguments {
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var flags: Set<String> = []
    private(set) var options: [String: String] = [:]
    private(set) var words: [String] = []

    init(_ given: [String], options known: Set<String>, flags knownFlags: Set<String>) throws {
        var rest = given[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word.count > 2 else {
                words.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if known.contains(parts[0]) {
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                    throw Refusal(description: "\(parts[0]) needs a value")
                }
                options[parts[0]] = value
            } else if knownFlags.contains(word) {
                flags.insert(word)
            } else {
                throw Refusal(description: "unknown flag \(parts[0])")
            }
        }
    }
}
