extension Filter {
    static let texts: [(String, Filter)] = [
        ("upper", ofText { $0.uppercased() }),
        ("lower", ofText { $0.lowercased() }),
        ("capitalize", ofText { $0.capitalizedFirst }),
        ("title", Filter(plain: { .string(titled(try $0.text())) })),
        (
            "trim",
            Filter(["chars"], plain: { $0.rewrapped(try $0.text().trimmed()) }) { call in
                guard let chars = call.given(0), case .string(let set) = chars else {
                    return call.input.rewrapped(try call.input.text().trimmed())
                }
                let trimmed = Set(set.unicodeScalars)
                return call.input.rewrapped(try call.input.text().trimmed(of: trimmed.contains))
            }
        ),
        (
            "replace",
            Filter(["old", "new", "count"]) { call in
                let new = call.given(1) ?? .string("")
                let old = try call.text(0, "")
                let count = try call.int(2, -1)
                if case .markup(let html) = call.input {
                    return .markup(try html.replacing(old, with: new.escaped(), limit: count))
                }
                if [call.given(0), new].contains(where: { if case .markup = $0 { true } else { false } }) {
                    return .markup(try call.input.escaped().replacing(old, with: new.escaped(), limit: count))
                }
                return .string(try call.input.text().replacing(old, with: new.text(), limit: count))
            }
        ),
        ("truncate", Filter(["length", "killwords", "end", "leeway"], body: truncate)),
        ("wordcount", Filter(plain: { .int(words(try $0.text())) })),
        (
            "center",
            Filter(["width"]) { call in
                let text = try call.input.text()
                let width = try call.int(0, 80)
                let missing = max(0, width - text.unicodeScalars.count)
                let left = missing / 2 + (missing & width & 1)
                return call.input.rewrapped(
                    String(repeating: " ", count: left) + text + String(repeating: " ", count: missing - left))
            }
        ),
        ("indent", Filter(["width", "first", "blank"], body: indent)),
        ("urlencode", Filter(plain: { .string(try urlEncoded($0)) })),
        (
            "format",
            Filter(isOpen: true) { call in
                call.input.rewrapped(try formatted(try call.input.text(), call.arguments))
            }
        ),
        ("string", Filter(plain: { if case .markup = $0 { $0 } else { .string(try $0.text()) } })),
    ]

    private static func titled(_ text: String) -> String {
        var result = ""
        var begins = true
        for scalar in text.unicodeScalars {
            let separates = scalar.properties.isWhitespace || "-({[<".unicodeScalars.contains(scalar)
            let mapping = scalar.properties
            result += separates ? String(scalar) : begins ? mapping.uppercaseMapping : mapping.lowercaseMapping
            begins = separates
        }
        return result
    }

    private static func words(_ text: String) -> Int {
        var count = 0
        var inside = false
        for scalar in text.unicodeScalars {
            let isPart = scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            if isPart, !inside { count += 1 }
            inside = isPart
        }
        return count
    }

    @Sendable private static func truncate(_ call: FilterCall) throws -> Value {
        let scalars = Array(try call.input.text().unicodeScalars)
        let length = try call.int(0, 255)
        let end = try call.text(2, "...")
        let leeway = try call.int(3, 5)
        let room = length - end.unicodeScalars.count
        guard room >= 0 else { throw Fault.wrong("“truncate” needs room for “\(end)”: a length of at least its own") }
        guard leeway >= 0 else { throw Fault.wrong("the leeway of “truncate” is below zero") }
        guard scalars.count > length + leeway else { return call.input }
        var kept = scalars[..<room]
        if try !call.isTrue(1), let space = kept.lastIndex(of: " ") { kept = kept[..<space] }
        return call.input.rewrapped(String(scalars: kept) + end)
    }

    @Sendable private static func indent(_ call: FilterCall) throws -> Value {
        var margin = try call.given(0)?.plainText ?? String(repeating: " ", count: call.int(0, 4, in: 0...1000))
        if case .markup = call.input { margin = Markup(escaping: margin).html }
        let isFirst = try call.isTrue(1)
        let blank = try call.isTrue(2)
        let lines = try call.input.text().pieces(separatedBy: "\n")
        let result = lines.enumerated().map { number, line in
            (number == 0 ? isFirst : blank || !line.isEmpty) ? margin + line : line
        }
        return call.input.rewrapped(result.joined(separator: "\n"))
    }

    private static func urlEncoded(_ value: Value) throws -> String {
        func pair(_ name: Value, _ value: Value) throws -> String {
            "\(quoted(try name.text(), isQuery: true))=\(quoted(try value.text(), isQuery: true))"
        }
        switch value {
        case .record(let record):
            return try zip(record.keys, record.values).map { try pair(.string($0), $1) }.joined(separator: "&")
        case .list(let items), .tuple(let items):
            return try items.map { item in
                let parts = try item.items()
                guard parts.count == 2 else { throw Fault.wrong("“urlencode” takes pairs of a name and a value") }
                return try pair(parts[0], parts[1])
            }.joined(separator: "&")
        default: return quoted(try value.text(), isQuery: false)
        }
    }

    private static func quoted(_ text: String, isQuery: Bool) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: result.append(byte)
            case 47 where !isQuery: result.append(byte)
            case 32 where isQuery: result.append(43)
            default:
                result.append(37)
                result.append(contentsOf: UInt32(byte).hexadecimal(2).uppercased().utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `%s`, `%d` and `%%`, which is what pages need of Python's format.
    private static func formatted(_ text: String, _ values: [Value]) throws -> String {
        var rest = values[...]
        var result = ""
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            switch scalars.popFirst() {
            case "%": result += "%"
            case "s":
                guard let value = rest.popFirst() else { throw Fault.wrong("“format” is given too few values") }
                result += try value.text()
            case "d":
                guard let number = rest.popFirst()?.number else { throw Fault.wrong("“%d” takes a number") }
                result += try Filter.truncated(number.double == number.double ? number : .whole(0)).text()
            default: throw Fault.wrong("“format” knows %s, %d and %%")
            }
        }
        guard rest.isEmpty else { throw Fault.wrong("“format” is given too many values") }
        return result
    }
}
