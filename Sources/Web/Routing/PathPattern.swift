/// The text of a path with `{}` for what varies. Segments compare as they were sent: nothing is
/// decoded, so an escaped slash never becomes one.
package struct PathPattern: Sendable, Equatable {
    package let text: String
    private let segments: [Substring]

    init(_ text: String) {
        self.text = text
        segments = text.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// What stood at each `{}`, or nil when the path is another one.
    func match(_ path: [Substring]) -> [Substring]? {
        guard path.count == segments.count else { return nil }
        var captured: [Substring] = []
        for (want, have) in zip(segments, path) {
            if want == "{}" {
                guard !have.isEmpty else { return nil }
                captured.append(have)
            } else if want != have {
                return nil
            }
        }
        return captured
    }

    func print(_ values: [String]) -> String {
        var rest = values[...]
        return segments.map { $0 == "{}" ? rest.popFirst() ?? "" : String($0) }.joined(separator: "/")
    }
}
