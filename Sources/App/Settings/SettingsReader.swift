/// A kind of setting: how it is read from the words of the environment.
protocol SettingValue {
    init?(setting: String)
    /// Completes "must be …".
    static var form: String { get }
}

/// Reads settings one by one, remembers which names exist, and collects every problem.
struct SettingsReader {
    /// What one setting is, for the documentation's test.
    struct Declaration: Equatable {
        let name: String
        let fallback: String
        let isSecret: Bool
    }

    private let environment: [String: String]
    private let contents: (String) -> String?
    private(set) var declared: [Declaration] = []
    private(set) var problems: [String] = []

    /// `contents`: the text of a file, nil when it cannot be read.
    init(_ environment: [String: String], contents: @escaping (String) -> String?) {
        self.environment = environment.filter { $0.key.hasPrefix("TAKT_") && !$0.value.isEmpty }
        self.contents = contents
    }

    /// The value as given, the fallback where nothing is said. The fallback must be well formed.
    mutating func value<V: SettingValue>(_ name: String, _ fallback: String, as type: V.Type = V.self) -> V? {
        declare(name, fallback)
        let text = environment[name] ?? fallback
        if let value = V(setting: text) { return value }
        problems.append("\(name) is \(text) but must be \(V.form)")
        return V(setting: fallback)
    }

    mutating func number(_ name: String, _ fallback: Int, in range: ClosedRange<Int>) -> Int {
        declare(name, String(fallback))
        guard let text = environment[name] else { return fallback }
        if let value = Int(text), range.contains(value) { return value }
        problems.append(
            "\(name) is \(text) but must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        return fallback
    }

    mutating func text(_ name: String, _ fallback: String) -> String {
        declare(name, fallback)
        return environment[name] ?? fallback
    }

    /// From `NAME`, or from the file that `NAME_FILE` names; the value is never part of a problem.
    mutating func secret(_ name: String) -> Secret? {
        declare(name, "", isSecret: true)
        let file = "\(name)_FILE"
        guard let path = environment[file] else { return environment[name].map(Secret.init) }
        guard environment[name] == nil else {
            problems.append("\(name) and \(file) are both set; keep one")
            return nil
        }
        guard let text = contents(path)?.split(separator: "\n").first else {
            problems.append("\(file) names \(path), which is empty or cannot be read")
            return nil
        }
        return Secret(String(text))
    }

    mutating func refuse(_ problem: String) {
        problems.append(problem)
    }

    mutating func require(_ name: String, _ isThere: Bool) {
        guard !isThere, !problems.contains(where: { $0.contains(name) }) else { return }
        problems.append("\(name) is not set")
    }

    /// Misspelt settings would be silently without effect; the tests' own variables are let pass.
    mutating func refuseUnknown(except others: Set<String>) {
        let known = declared.flatMap { $0.isSecret ? [$0.name, "\($0.name)_FILE"] : [$0.name] }
        for name in environment.keys.sorted() where !known.contains(name) && !others.contains(name) {
            let nearest = nearestName(to: name, among: known)
            problems.append("there is no setting \(name)" + (nearest.map { "; did you mean \($0)?" } ?? ""))
        }
    }

    private mutating func declare(_ name: String, _ fallback: String, isSecret: Bool = false) {
        declared.append(Declaration(name: name, fallback: fallback, isSecret: isSecret))
    }
}
