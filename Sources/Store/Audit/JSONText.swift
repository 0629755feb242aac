/// The few flat objects that the audit log keeps, as JSON text with sorted keys.
enum JSONText {
    static func object(_ fields: [String: String]) -> String {
        let members = fields.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// A JSON object with further members, each already JSON, in front of its own.
    static func adding(_ members: [String: String], to object: String) -> String {
        let added = members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\($0.value)" }.joined(separator: ",")
        let rest = object.drop { $0 != "{" }.dropFirst()
        let isEmpty = rest.first { !$0.isWhitespace } == "}"
        return "{" + added + (isEmpty || added.isEmpty ? "" : ",") + rest
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 32:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
