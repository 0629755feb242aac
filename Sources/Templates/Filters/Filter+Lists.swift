extension Filter {
    static let lists: [(String, Filter)] = [
        ("length", Filter(plain: { .int(try $0.length()) })),
        ("count", Filter(plain: { .int(try $0.length()) })),
        ("list", Filter(plain: { .list(try $0.items()) })),
        ("first", Filter(plain: { try $0.items().first ?? .undefined("the first item") })),
        ("last", Filter(plain: { try $0.items().last ?? .undefined("the last item") })),
        (
            "items",
            Filter(
                takesUndefined: true,
                plain: { value in
                    if value.isUndefined { return .list([]) }
                    guard case .record(let record) = value else {
                        throw Fault.wrong("“items” takes a mapping, not \(value.kindName)")
                    }
                    return .list(zip(record.keys, record.values).map { .tuple([.string($0), $1]) })
                }
            ) { call in call.input }
        ),
        (
            "reverse",
            Filter(plain: { value in
                switch value {
                case .string(let text), .markup(let text):
                    value.rewrapped(String(scalars: text.unicodeScalars.reversed()))
                default: .list(try value.items().reversed())
                }
            })
        ),
        ("join", Filter(["d", "attribute"], body: join)),
        (
            "sum",
            Filter(["attribute", "start"]) { call in
                try call.input.items().reduce(call.given(1) ?? .int(0)) { sum, item in
                    try Value.compute(.add, sum, try call.given(0).map { try item.attribute(path: $0) } ?? item)
                }
            }
        ),
        (
            "batch",
            Filter(["linecount", "fill_with"]) { call in
                let size = try call.int(0, 0, in: 1...1_000_000)
                var items = try call.input.items()
                if let fill = call.given(1), fill.isNone == false, !items.isEmpty {
                    while items.count % size != 0 { items.append(fill) }
                }
                return .list(
                    stride(from: 0, to: items.count, by: size).map {
                        .list(Array(items[$0..<min($0 + size, items.count)]))
                    })
            }
        ),
        (
            "slice",
            Filter(["slices", "fill_with"]) { call in
                let items = try call.input.items()
                let count = try call.int(0, 0, in: 1...100_000)
                let (size, longer) = items.count.quotientAndRemainder(dividingBy: count)
                var start = 0
                let parts: [Value] = (0..<count).map { number in
                    let end = start + size + (number < longer ? 1 : 0)
                    var part = Array(items[start..<end])
                    if let fill = call.given(1), !fill.isNone, number >= longer { part.append(fill) }
                    start = end
                    return .list(part)
                }
                return .list(parts)
            }
        ),
        ("unique", Filter(["case_sensitive", "attribute"], body: unique)),
        ("sort", Filter(["reverse", "case_sensitive", "attribute"], body: sort)),
        ("dictsort", Filter(["case_sensitive", "by", "reverse"], body: sortRecord)),
        ("min", Filter(["case_sensitive", "attribute"]) { try extreme($0) { try $0.precedes($1) } }),
        ("max", Filter(["case_sensitive", "attribute"]) { try extreme($0) { try $1.precedes($0) } }),
        ("groupby", Filter(["attribute", "default", "case_sensitive"], body: group)),
    ]

    @Sendable private static func join(_ call: FilterCall) throws -> Value {
        let path = call.given(1).flatMap { $0.isNone ? nil : $0 }
        let items = try call.input.items().map { try path.map($0.attribute(path:)) ?? $0 }
        let separator = call.given(0) ?? .string("")
        let isMarkup = (items + [separator]).contains { if case .markup = $0 { true } else { false } }
        guard isMarkup else { return .string(try items.map { try $0.text() }.joined(separator: separator.text())) }
        return .markup(try items.map { try $0.escaped() }.joined(separator: separator.escaped()))
    }

    /// What a value is sorted and compared by: text without case, unless case counts.
    static func key(_ value: Value, caseCounts: Bool) -> Value {
        guard !caseCounts, let text = value.plainText else { return value }
        return .string(text.lowercased())
    }

    @Sendable private static func sort(_ call: FilterCall) throws -> Value {
        let caseCounts = try call.isTrue(1)
        let paths = call.given(2).flatMap { $0.isNone ? nil : $0 }.map { path in
            path.plainText.map { $0.pieces(separatedBy: ",").map { Value.string($0) } } ?? [path]
        }
        let keyed = try call.input.items().map { item in
            let keys = try paths?.map { key(try item.attribute(path: $0), caseCounts: caseCounts) }
            return (keys ?? [key(item, caseCounts: caseCounts)], item)
        }
        return .list(try sorted(keyed, isReversed: try call.isTrue(0)))
    }

    /// Keeps the order of equals, also when reversed.
    private static func sorted(_ keyed: [([Value], Value)], isReversed: Bool) throws -> [Value] {
        try keyed.sorted { left, right in
            let (a, b) = isReversed ? (right.0, left.0) : (left.0, right.0)
            return try Value.list(a).precedes(.list(b))
        }.map(\.1)
    }

    @Sendable private static func sortRecord(_ call: FilterCall) throws -> Value {
        guard case .record(let record) = call.input else { throw Fault.wrong("“dictsort” takes a mapping") }
        let caseCounts = try call.isTrue(0)
        let by = try call.text(1, "key")
        guard by == "key" || by == "value" else { throw Fault.wrong("“dictsort” sorts by key or by value") }
        let keyed = zip(record.keys, record.values).map { name, value in
            ([key(by == "key" ? .string(name) : value, caseCounts: caseCounts)], Value.tuple([.string(name), value]))
        }
        return .list(try sorted(keyed, isReversed: try call.isTrue(2)))
    }

    @Sendable private static func unique(_ call: FilterCall) throws -> Value {
        let caseCounts = try call.isTrue(0)
        let path = call.given(1).flatMap { $0.isNone ? nil : $0 }
        var seen: [Value] = []
        return .list(
            try call.input.items().filter { item in
                let key = key(try path.map(item.attribute(path:)) ?? item, caseCounts: caseCounts)
                if try seen.contains(where: { try $0.equals(key) }) { return false }
                seen.append(key)
                return true
            })
    }

    private static func extreme(_ call: FilterCall, _ isBefore: (Value, Value) throws -> Bool) throws -> Value {
        let caseCounts = try call.isTrue(0)
        let path = call.given(1).flatMap { $0.isNone ? nil : $0 }
        var best: (key: Value, item: Value)?
        for item in try call.input.items() {
            let key = key(try path.map(item.attribute(path:)) ?? item, caseCounts: caseCounts)
            if let known = best, try !isBefore(key, known.key) { continue }
            best = (key, item)
        }
        return best?.item ?? .undefined("the smallest or largest of nothing")
    }

    @Sendable private static func group(_ call: FilterCall) throws -> Value {
        let caseCounts = try call.isTrue(2)
        guard let path = call.given(0) else { throw Fault.wrong("“groupby” takes the name of an attribute") }
        let keyed = try call.input.items().map { item in
            var value = try item.attribute(path: path)
            if value.isUndefined, let standard = call.given(1) { value = standard }
            return ([key(value, caseCounts: caseCounts)], Value.tuple([value, item]))
        }
        var groups: [(key: Value, name: Value, items: [Value])] = []
        for case .tuple(let pair) in try sorted(keyed, isReversed: false) {
            let key = key(pair[0], caseCounts: caseCounts)
            if let last = groups.last, try last.key.equals(key) {
                groups[groups.count - 1].items.append(pair[1])
            } else {
                groups.append((key, pair[0], [pair[1]]))
            }
        }
        return .list(groups.map { .tuple([$0.name, .list($0.items)]) })
    }
}

extension Value {
    var isNone: Bool { if case .null = self { true } else { false } }
}
