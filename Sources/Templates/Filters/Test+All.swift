extension Test {
    /// Every test by name.
    static let all: [(String, Test)] =
        kinds + comparisons + [
            ("defined", Test(takesUndefined: true) { value, _, _ in !value.isUndefined }),
            ("undefined", Test(takesUndefined: true) { value, _, _ in value.isUndefined }),
            ("odd", Test { try remainder($0, 2).magnitude == 1 }),
            ("even", Test { try remainder($0, 2) == 0 }),
            (
                "divisibleby",
                Test(["num"]) { value, arguments, _ in
                    guard case .whole(let number)? = arguments[0].number, number != 0 else {
                        throw Fault.wrong("“divisibleby” takes a whole number that is not zero")
                    }
                    return try remainder(value, number) == 0
                }
            ),
            ("lower", Test { hasCase($0, \.isLowercase) }),
            ("upper", Test { hasCase($0, \.isUppercase) }),
            (
                "filter",
                Test { value, _, registry in value.plainText.map { registry.filters.numbers[$0] != nil } ?? false }
            ),
            ("test", Test { value, _, registry in value.plainText.map { registry.tests.numbers[$0] != nil } ?? false }),
            (
                "sameas",
                Test(["other"]) { value, arguments, _ in
                    switch (value, arguments[0]) {
                    case (.null, .null): true
                    case (.bool(let left), .bool(let right)): left == right
                    case (.int(let left), .int(let right)): left == right
                    case (.string(let left), .string(let right)): left.isSameText(as: right)
                    default: false
                    }
                }
            ),
        ]

    private static let kinds: [(String, Test)] = [
        ("none", Test.ofKind { $0.isNone }),
        ("boolean", Test.ofKind { if case .bool = $0 { true } else { false } }),
        ("true", Test.ofKind { if case .bool(true) = $0 { true } else { false } }),
        ("false", Test.ofKind { if case .bool(false) = $0 { true } else { false } }),
        ("integer", Test.ofKind { if case .int = $0 { true } else { false } }),
        ("float", Test.ofKind { if case .float = $0 { true } else { false } }),
        ("number", Test.ofKind { $0.number != nil }),
        ("string", Test.ofKind { $0.plainText != nil }),
        ("mapping", Test.ofKind { if case .record = $0 { true } else { false } }),
        ("sequence", Test.ofKind { (try? $0.length()) != nil }),
        ("iterable", Test { (try? $0.length()) != nil }),
        ("escaped", Test.ofKind { if case .markup = $0 { true } else { false } }),
        (
            "callable",
            Test { value in
                guard case .object(let object) = value else { return false }
                switch object.kind {
                case .function, .macro: return true
                case .namespace, .loop: return false
                }
            }
        ),
    ]

    private static let comparisons: [(String, Test)] = [
        ("in", .isIn), ("==", .equal), ("eq", .equal), ("equalto", .equal), ("!=", .notEqual), ("ne", .notEqual),
        (">", .greater), ("gt", .greater), ("greaterthan", .greater), (">=", .greaterOrEqual), ("ge", .greaterOrEqual),
        ("<", .less), ("lt", .less), ("lessthan", .less), ("<=", .lessOrEqual), ("le", .lessOrEqual),
    ].map { (name: String, comparison: Comparison) in
        (name, Test(["other"]) { value, arguments, _ in try Value.compare(comparison, value, arguments[0]) })
    }

    private static func remainder(_ value: Value, _ divisor: Int) throws -> Double {
        guard let number = value.number else { throw Fault.wrong("a number was expected, not \(value.kindName)") }
        if case .whole(let whole) = number {
            return Double(whole.remainderReportingOverflow(dividingBy: divisor).partialValue)
        }
        return number.double.truncatingRemainder(dividingBy: Double(divisor))
    }

    private static func hasCase(_ value: Value, _ isCase: (Unicode.Scalar.Properties) -> Bool) -> Bool {
        guard let text = try? value.text() else { return false }
        let cased = text.unicodeScalars.filter { $0.properties.isCased }
        return !cased.isEmpty && cased.allSatisfy { isCase($0.properties) }
    }
}
