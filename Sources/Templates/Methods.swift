/// The methods of Python's texts and mappings that templates use.
enum Methods {
    static let ofMappings: Set<String> = ["items", "keys", "values", "get"]

    static func call(_ name: String, _ operand: Value, _ arguments: [Value]) throws -> Value {
        for case .undefined(let name) in arguments { throw Fault.undefined(name) }
        switch operand {
        case .record(let record):
            if let result = ofMapping(name, record, arguments) { return result }
        case .string(let text), .markup(let text):
            if let result = try ofText(name, operand, text, arguments) { return result }
        default: break
        }
        throw Fault(
            kind: .undefined, message: "\(operand.kindName) has no method “\(name)”, or not with these arguments")
    }

    private static func ofMapping(_ name: String, _ record: Record, _ arguments: [Value]) -> Value? {
        switch (name, arguments.count) {
        case ("items", 0): .list(zip(record.keys, record.values).map { .tuple([.string($0), $1]) })
        case ("keys", 0): .list(record.keys.map { .string($0) })
        case ("values", 0): .list(record.values)
        case ("get", 1), ("get", 2):
            arguments[0].plainText.flatMap { record[$0] } ?? (arguments.count > 1 ? arguments[1] : .null)
        default: nil
        }
    }

    private static func ofText(_ name: String, _ operand: Value, _ text: String, _ arguments: [Value]) throws -> Value?
    {
        let texts = arguments.compactMap(\.plainText)
        switch (name, arguments.count) {
        case ("upper", 0): return operand.rewrapped(text.uppercased())
        case ("lower", 0): return operand.rewrapped(text.lowercased())
        case ("capitalize", 0): return operand.rewrapped(text.capitalizedFirst)
        case ("strip", 0): return operand.rewrapped(text.trimmed())
        case ("startswith", 1) where texts.count == 1: return .bool(text.utf8.starts(with: texts[0].utf8))
        case ("endswith", 1) where texts.count == 1:
            return .bool(text.utf8.reversed().starts(with: texts[0].utf8.reversed()))
        case ("replace", 2) where texts.count == 2:
            guard case .string = operand else { return nil }
            return .string(try text.replacing(texts[0], with: texts[1], limit: nil))
        case ("split", 0):
            return .list(
                text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map { .string(String($0)) })
        case ("split", 1) where texts.count == 1 && !texts[0].isEmpty:
            return .list(text.pieces(separatedBy: texts[0]).map { operand.rewrapped($0) })
        case ("join", 1): return .string(try arguments[0].items().map { try $0.text() }.joined(separator: text))
        default: return nil
        }
    }
}
