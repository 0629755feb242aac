/// Expressions, from the loosest binding to the tightest, in the order of Jinja's grammar.
extension Parser {
    func node(_ kind: Expression, _ offset: Int, over children: [Node] = []) throws -> Node {
        let height = (children.map(\.height).max() ?? 0) + 1
        guard height <= Parser.heightLimit else { throw fail("the expression is too long", at: offset) }
        return Node(kind: kind, offset: offset, height: height)
    }

    /// An expression, or several with commas: a tuple.
    mutating func tuple(conditional: Bool = true, ends: (Parser) -> Bool = { _ in false }) throws -> Node {
        let offset = current.offset
        let first = try conditional ? expression() : or()
        guard current.kind == .sign(",") else { return first }
        var items = [first]
        while skip(sign: ","), !ends(self), !closes {
            items.append(try conditional ? expression() : or())
        }
        return try node(.tuple(items), offset, over: items)
    }

    private var closes: Bool {
        switch current.kind {
        case .outputEnd, .tagEnd, .end, .sign(")"): true
        default: false
        }
    }

    mutating func expression() throws -> Node {
        try nested { try $0.conditional() }
    }

    private mutating func conditional() throws -> Node {
        var result = try or()
        while isWord("if") {
            let offset = advance().offset
            let test = try or()
            let otherwise = skip(word: "else") ? try expression() : nil
            result = try node(
                .conditional(test, then: result, otherwise: otherwise), offset,
                over: [result, test] + (otherwise.map { [$0] } ?? []))
        }
        return result
    }

    mutating func or() throws -> Node {
        var left = try and()
        while isWord("or") {
            let offset = advance().offset
            let right = try and()
            left = try node(.or(left, right), offset, over: [left, right])
        }
        return left
    }

    private mutating func and() throws -> Node {
        var left = try not()
        while isWord("and") {
            let offset = advance().offset
            let right = try not()
            left = try node(.and(left, right), offset, over: [left, right])
        }
        return left
    }

    private mutating func not() throws -> Node {
        guard isWord("not"), next.kind != .name("in") else { return try comparison() }
        let offset = advance().offset
        let operand = try nested { try $0.not() }
        return try node(.not(operand), offset, over: [operand])
    }

    private static let comparisons: [String: Comparison] = [
        "==": .equal, "!=": .notEqual, "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual,
    ]

    private mutating func comparison() throws -> Node {
        let first = try sum()
        let offset = current.offset
        var rest: [(Comparison, Node)] = []
        while true {
            if case .sign(let sign) = current.kind, let comparison = Parser.comparisons[sign] {
                advance()
                rest.append((comparison, try sum()))
            } else if skip(word: "in") {
                rest.append((.isIn, try sum()))
            } else if isWord("not"), next.kind == .name("in") {
                advance()
                advance()
                rest.append((.notIn, try sum()))
            } else {
                break
            }
        }
        return rest.isEmpty ? first : try node(.compare(first, rest), offset, over: [first] + rest.map(\.1))
    }

    private mutating func sum() throws -> Node {
        var left = try concatenation()
        while case .sign(let sign) = current.kind, let operation: Operation = ["+": .add, "-": .subtract][sign] {
            let offset = advance().offset
            let right = try concatenation()
            left = try node(.arithmetic(operation, left, right), offset, over: [left, right])
        }
        return left
    }

    private mutating func concatenation() throws -> Node {
        let first = try product()
        guard current.kind == .sign("~") else { return first }
        let offset = current.offset
        var parts = [first]
        while skip(sign: "~") { parts.append(try product()) }
        return try node(.concatenation(parts), offset, over: parts)
    }

    private static let products: [String: Operation] = [
        "*": .multiply, "/": .divide, "//": .floorDivide, "%": .modulo,
    ]

    private mutating func product() throws -> Node {
        var left = try power()
        while case .sign(let sign) = current.kind, let operation = Parser.products[sign] {
            let offset = advance().offset
            let right = try power()
            left = try node(.arithmetic(operation, left, right), offset, over: [left, right])
        }
        return left
    }

    /// From left to right, and after the sign: `-2 ** 2` is 4, as in Jinja.
    private mutating func power() throws -> Node {
        var left = try unary()
        while current.kind == .sign("**") {
            let offset = advance().offset
            let right = try unary()
            left = try node(.arithmetic(.power, left, right), offset, over: [left, right])
        }
        return left
    }

    mutating func unary(withFilters: Bool = true) throws -> Node {
        let offset = current.offset
        var result: Node
        if skip(sign: "-") {
            let operand = try nested { try $0.unary(withFilters: false) }
            result = try node(.negative(operand), offset, over: [operand])
        } else if skip(sign: "+") {
            let operand = try nested { try $0.unary(withFilters: false) }
            result = try node(.positive(operand), offset, over: [operand])
        } else {
            result = try primary()
        }
        result = try postfix(result)
        return withFilters ? try filtersAndTests(result) : result
    }
}
