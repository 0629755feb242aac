/// The tags. Each is read from its name to its end.
extension Parser {
    /// `nil` when there is no such tag.
    mutating func statement(_ word: String) throws -> StatementKind? {
        let known = [
            "if", "for", "set", "with", "include", "extends", "block", "macro", "call", "filter", "import", "from",
            "print", "autoescape",
        ]
        guard known.contains(word) else { return nil }
        advance()
        switch word {
        case "if": return try condition()
        case "for": return .loop(try loop())
        case "set": return try set()
        case "with": return try with()
        case "include": return try include()
        case "extends":
            let name = try expression()
            try endTag()
            return .extends(name)
        case "block": return .block(try block())
        case "macro": return .macro(try macro())
        case "call": return try call()
        case "filter":
            let offset = current.offset
            let filters = try filters(over: try node(.collected, offset), first: true)
            try endTag()
            return .filter(filters, try closed("filter"))
        case "import": return try importAll()
        case "from": return try importNames()
        case "print":
            let value = try tuple()
            try endTag()
            return .output(value)
        default:
            guard skip(word: "true") || skip(word: "True") else {
                throw fail("escaping is always on: “autoescape” takes “true” only")
            }
            try endTag()
            return .scope(try closed("autoescape"))
        }
    }

    /// The body up to `end…`, and that tag.
    mutating func closed(_ word: String) throws -> [Statement] {
        let statements = try body(until: ["end\(word)"], of: word)
        try endTag()
        return statements
    }

    private mutating func condition() throws -> StatementKind {
        var branches: [(test: Node, body: [Statement])] = []
        while true {
            let test = try tuple(conditional: false)
            try endTag()
            let body = try body(until: ["elif", "else", "endif"], of: "if")
            branches.append((test, body))
            switch lastWord {
            case "elif": continue
            case "else":
                try endTag()
                return .condition(branches, otherwise: try closed("if"))
            default:
                try endTag()
                return .condition(branches, otherwise: [])
            }
        }
    }

    private mutating func loop() throws -> Loop {
        let target = try target()
        guard !target.names.contains("loop") else { throw fail("“loop” belongs to the loop itself") }
        try expect(word: "in")
        let items = try tuple(conditional: false, ends: { $0.isWord("recursive") })
        let condition = skip(word: "if") ? try expression() : nil
        let isRecursive = skip(word: "recursive")
        try endTag()
        let body = try body(until: ["else", "endfor"], of: "for")
        var otherwise: [Statement] = []
        let hasElse = lastWord == "else"
        try endTag()
        if hasElse { otherwise = try closed("for") }
        return Loop(
            target: target, items: items, condition: condition, isRecursive: isRecursive, body: body,
            otherwise: otherwise)
    }

    /// Names to be given values: `a`, `a, b`, `(a, b)`, `a, (b, c)`.
    mutating func target() throws -> Target {
        var targets: [Target] = []
        var isTuple = false
        while true {
            if skip(sign: "(") {
                let inner = try nested { try $0.target() }
                try expect(sign: ")")
                targets.append(inner)
            } else {
                let offset = current.offset
                let name = try name()
                guard !["true", "false", "none", "True", "False", "None"].contains(name) else {
                    throw fail("“\(name)” cannot be given a value", at: offset)
                }
                targets.append(.name(name))
            }
            guard skip(sign: ",") else { break }
            isTuple = true
            guard case .name(let word) = current.kind, word != "in" else {
                if current.kind == .sign("(") { continue }
                break
            }
        }
        return isTuple || targets.count > 1 ? .tuple(targets) : targets[0]
    }

    private mutating func set() throws -> StatementKind {
        var target: Target
        if case .name(let space) = current.kind, next.kind == .sign(".") {
            advance()
            advance()
            target = .member(space, try name())
        } else {
            target = try self.target()
        }
        if skip(sign: "=") {
            let value = try tuple()
            try endTag()
            return .set(target, value)
        }
        var filters: Node?
        if current.kind == .sign("|") {
            filters = try self.filters(over: try node(.collected, current.offset), first: false)
        }
        try endTag()
        return .capture(target, filters, try closed("set"))
    }

    private mutating func with() throws -> StatementKind {
        var values: [(Target, Node)] = []
        while current.kind != .tagEnd {
            if !values.isEmpty { try expect(sign: ",") }
            guard case .name(let name) = current.kind else { throw unexpected("a name") }
            advance()
            try expect(sign: "=")
            values.append((.name(name), try expression()))
        }
        try endTag()
        return .with(values, try closed("with"))
    }

    private mutating func block() throws -> Block {
        let name = try name()
        var (isScoped, isRequired) = (false, false)
        while isWord("scoped", "required") {
            if advance().kind == .name("scoped") { isScoped = true } else { isRequired = true }
        }
        try endTag()
        let body = try body(until: ["endblock"], of: "block \(name)")
        if case .name(let repeated) = current.kind {
            guard repeated == name else { throw fail("this ends “\(repeated)”, but “\(name)” is open") }
            advance()
        }
        try endTag()
        return Block(name: name, isScoped: isScoped, isRequired: isRequired, body: body)
    }

    private mutating func parameters() throws -> [(name: String, standard: Node?)] {
        try expect(sign: "(")
        var parameters: [(name: String, standard: Node?)] = []
        while !skip(sign: ")") {
            if !parameters.isEmpty { try expect(sign: ",") }
            let offset = current.offset
            let name = try name()
            guard !parameters.contains(where: { $0.name == name }) else {
                throw fail("“\(name)” is named twice", at: offset)
            }
            let standard = skip(sign: "=") ? try expression() : nil
            guard standard != nil || parameters.last?.standard == nil else {
                throw fail("a parameter without a value cannot follow one with a value", at: offset)
            }
            parameters.append((name, standard))
        }
        return parameters
    }

    private mutating func macro() throws -> MacroDefinition {
        let name = try name()
        let parameters = try parameters()
        try endTag()
        return MacroDefinition(name: name, parameters: parameters, body: try closed("macro"))
    }

    private mutating func call() throws -> StatementKind {
        let parameters = current.kind == .sign("(") ? try parameters() : []
        let offset = current.offset
        let call = try expression()
        guard case .call = call.kind else { throw fail("a call was expected here", at: offset) }
        try endTag()
        return .call(call, MacroDefinition(name: "caller", parameters: parameters, body: try closed("call")))
    }
}
