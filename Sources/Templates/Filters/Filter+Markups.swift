extension Filter {
    static let markups: [(String, Filter)] = [
        ("escape", Filter(plain: { .markup(try $0.escaped()) })),
        ("e", Filter(plain: { .markup(try $0.escaped()) })),
        ("forceescape", Filter(plain: { .markup(Markup(escaping: try $0.text()).html) })),
        ("safe", Filter(plain: { .markup(try $0.text()) })),
        ("default", standard),
        ("d", standard),
        ("tojson", Filter(["indent"]) { .markup(try json($0)) }),
        ("striptags", Filter(plain: { .string(stripped(try $0.text())) })),
        (
            "attr",
            Filter(["name"]) { call in
                guard let name = call.given(0) else { throw Fault.wrong("“attr” takes a name") }
                return try call.input.item(at: name)
            }
        ),
        ("xmlattr", Filter(["autospace"], body: attributes)),
    ]

    private static let standard = Filter(
        ["default_value", "boolean"], takesUndefined: true,
        plain: { $0.isUndefined ? .string("") : $0 }
    ) { call in
        let value = call.given(0) ?? .string("")
        if call.input.isUndefined { return value }
        return try call.isTrue(1) && !call.input.isTrue() ? value : call.input
    }

    private static func json(_ call: FilterCall) throws -> String {
        let indent = try call.given(0).flatMap { $0.isNone ? nil : try call.int(0, 0, in: 0...20) }
        var writer = JSONWriter(indent: indent)
        try writer.write(call.input, 0)
        return writer.text
    }

    /// The text between tags, its white space made single.
    private static func stripped(_ text: String) -> String {
        var rest = text.pieces(separatedBy: "<!--")[...]
        var kept = rest.popFirst() ?? ""
        for piece in rest {
            // A comment that does not end stays.
            if let end = piece.firstRange(ofText: "-->") {
                kept += piece[end.upperBound...]
            } else {
                kept += "<!--" + piece
            }
        }
        var plain = ""
        var tail = kept[...]
        while let open = tail.firstIndex(of: "<"), let close = tail[open...].firstIndex(of: ">") {
            plain += tail[..<open]
            tail = tail[tail.index(after: close)...]
        }
        plain += tail
        let words = plain.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map { String($0) }
        return unescaped(words.joined(separator: " "))
    }

    private static func unescaped(_ text: String) -> String {
        let entities = ["&lt;": "<", "&gt;": ">", "&#34;": "\"", "&quot;": "\"", "&#39;": "'", "&amp;": "&"]
        var result = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "&") {
            result += rest[..<mark]
            rest = rest[mark...]
            if let (entity, sign) = entities.first(where: { rest.utf8.starts(with: $0.key.utf8) }) {
                result += sign
                rest = rest.dropFirst(entity.count)
            } else {
                result += "&"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    /// ` name="value"` for each name whose value is there.
    @Sendable private static func attributes(_ call: FilterCall) throws -> Value {
        guard case .record(let record) = call.input else { throw Fault.wrong("“xmlattr” takes a mapping") }
        var parts: [String] = []
        for (name, value) in zip(record.keys, record.values) where !value.isNone && !value.isUndefined {
            guard !name.isEmpty, !name.unicodeScalars.contains(where: { " \t\n\r\u{C}/>=".unicodeScalars.contains($0) })
            else { throw Fault.wrong("“\(name)” is no name of an attribute") }
            parts.append("\(Markup(escaping: name).html)=\"\(try value.escaped())\"")
        }
        let text = parts.joined(separator: " ")
        let isSpaced = try call.isTrue(0, true)
        return .markup(isSpaced && !text.isEmpty ? " " + text : text)
    }
}
