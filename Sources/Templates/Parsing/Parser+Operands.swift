/// Literals, names, and what may follow them: attributes, indexes, calls, filters and tests.
extension Parser {
    mutating func primary() throws -> Node {
        let token = advance()
        switch token.kind {
        case .name(let name):
            switch name {
            case "true", "True": return try node(.constant(.bool(true)), token.offset)
            case "false", "False": return try node(.constant(.bool(false)), token.offset)
            case "none", "None": return try node(.constant(.null), token.offset)
            default: return try node(.name(name), token.offset)
            }
        case .string(var text):
            while case .string(let more) = current.kind {
                text += more
                advance()
            }
            return try node(.constant(.string(text)), token.offset)
        case .int(let number): return try node(.constant(.int(number)), token.offset)
        case .float(let number): return try node(.constant(.float(number)), token.offset)
        case .sign("("):
            if skip(sign: ")") { return try node(.tuple([]), token.offset) }
            let inside = try nested { try $0.tuple() }
            try expect(sign: ")")
            return inside
        case .sign("["):
            let items = try items(until: "]") { try $0.expression() }
            return try node(.list(items), token.offset, over: items)
        case .sign("{"):
            let pairs = try items(until: "}") { parser in
                let key = try parser.expression()
                try parser.expect(sign: ":")
                return (key, try parser.expression())
            }
            return try node(.map(pairs), token.offset, over: pairs.flatMap { [$0.0, $0.1] })
        default:
            throw fail("a value was expected here, not \(token.description)", at: token.offset)
        }
    }

    private mutating func items<Item>(until end: String, _ read: (inout Parser) throws -> Item) throws -> [Item] {
        var items: [Item] = []
        while !skip(sign: end) {
            if !items.isEmpty {
                try expect(sign: ",")
                if skip(sign: end) { break }
            }
            items.append(try read(&self))
        }
        return items
    }

    mutating func postfix(_ operand: Node) throws -> Node {
        var result = operand
        while case .sign(let sign) = current.kind {
            let offset = current.offset
            switch sign {
            case ".":
                advance()
                let place = current.offset
                if case .int(let number) = current.kind {
                    advance()
                    let index = try node(.constant(.int(number)), place)
                    result = try node(.index(result, index), place, over: [result])
                } else {
                    result = try node(.attribute(result, try name()), place, over: [result])
                }
            case "[":
                advance()
                result = try nested { try $0.subscripted(result, offset) }
            case "(":
                let arguments = try arguments()
                result = try node(.call(result, arguments), result.offset, over: [result] + arguments.nodes)
            default: return result
            }
        }
        return result
    }

    private mutating func subscripted(_ operand: Node, _ offset: Int) throws -> Node {
        var bounds: [Node?] = []
        var bound: Node?
        while !skip(sign: "]") {
            if skip(sign: ":") {
                bounds.append(bound)
                bound = nil
            } else {
                guard bound == nil else { throw unexpected("“]”") }
                bound = try expression()
            }
        }
        guard !bounds.isEmpty else {
            guard let bound else { throw fail("an index was expected here", at: offset) }
            return try node(.index(operand, bound), offset, over: [operand, bound])
        }
        bounds.append(bound)
        guard bounds.count <= 3 else { throw fail("a slice has at most three parts", at: offset) }
        let step = bounds.count == 3 ? bounds[2] : nil
        return try node(
            .slice(operand, bounds[0], bounds[1], step), offset, over: [operand] + bounds.compactMap { $0 })
    }

    mutating func arguments() throws -> Arguments {
        try expect(sign: "(")
        var arguments = Arguments()
        let all = try nested { parser in
            try parser.items(until: ")") { parser -> (String?, Node) in
                if case .name(let name) = parser.current.kind, parser.next.kind == .sign("=") {
                    parser.advance()
                    parser.advance()
                    return (name, try parser.expression())
                }
                if parser.current.kind == .sign("*") || parser.current.kind == .sign("**") {
                    throw parser.fail("arguments are given one by one here, not with “*”")
                }
                return (nil, try parser.expression())
            }
        }
        for (name, value) in all {
            if let name {
                guard !arguments.named.contains(where: { $0.name == name }) else {
                    throw fail("“\(name)” is given twice", at: value.offset)
                }
                arguments.named.append((name, value))
            } else {
                guard arguments.named.isEmpty else {
                    throw fail("an argument without a name cannot follow one with a name", at: value.offset)
                }
                arguments.positional.append(value)
            }
        }
        return arguments
    }

    mutating func filtersAndTests(_ operand: Node) throws -> Node {
        var result = operand
        while true {
            if current.kind == .sign("|") {
                result = try filter(result)
            } else if isWord("is") {
                result = try test(result)
            } else if current.kind == .sign("(") {
                result = try postfix(result)
            } else {
                return result
            }
        }
    }

    /// `|name`, with or without arguments.
    private mutating func filter(_ operand: Node) throws -> Node {
        advance()
        let offset = current.offset
        let name = try dottedName()
        let arguments = current.kind == .sign("(") ? try arguments() : Arguments()
        return try node(.filter(operand, name, arguments), offset, over: [operand] + arguments.nodes)
    }

    /// The filters after `filter` or `set name`: the first without its sign.
    mutating func filters(over operand: Node, first: Bool) throws -> Node {
        var result = operand
        if first {
            let offset = current.offset
            let name = try dottedName()
            let arguments = current.kind == .sign("(") ? try arguments() : Arguments()
            result = try node(.filter(result, name, arguments), offset, over: [result] + arguments.nodes)
        }
        while current.kind == .sign("|") { result = try filter(result) }
        return result
    }

    private mutating func dottedName() throws -> String {
        var result = try name()
        while skip(sign: ".") { result += "." + (try name()) }
        return result
    }

    private mutating func test(_ operand: Node) throws -> Node {
        advance()
        let isNegated = skip(word: "not")
        let offset = current.offset
        let name = try dottedName()
        var arguments = Arguments()
        if current.kind == .sign("(") {
            arguments = try self.arguments()
        } else if takesArgument {
            guard !isWord("is") else { throw fail("tests cannot be chained with “is”") }
            arguments.positional = [try nested { try $0.postfix(try $0.primary()) }]
        }
        let result = try node(.test(operand, name, arguments), offset, over: [operand] + arguments.nodes)
        return isNegated ? try node(.not(result), offset, over: [result]) : result
    }

    private var takesArgument: Bool {
        switch current.kind {
        case .name(let word): !["else", "or", "and", "if"].contains(word)
        case .string, .int, .float, .sign("["), .sign("{"): true
        default: false
        }
    }
}
