import HTTP

extension JSON {
    /// The text in lines, two spaces a level, short lists in one line: for people.
    func indented(_ margin: String = "") -> String {
        let inner = margin + "  "
        switch self {
        case .array(let elements) where elements.contains { $0.array != nil || $0.members != nil }:
            return "[\n" + elements.map { inner + $0.indented(inner) }.joined(separator: ",\n") + "\n\(margin)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map { "\(inner)\(JSON.string($0.name).text): \($0.value.indented(inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
        case .array(let elements): return "[" + elements.map(\.text).joined(separator: ", ") + "]"
        default: return text
        }
    }
}
