/// The tags that name other templates.
extension Parser {
    /// The word just read: what ended a body.
    var lastWord: String {
        if case .name(let word) = previous.kind { word } else { "" }
    }

    mutating func include() throws -> StatementKind {
        let name = try expression()
        var ignoresMissing = false
        if isWord("ignore"), next.kind == .name("missing") {
            advance()
            advance()
            ignoresMissing = true
        }
        let withContext = contextWords() ?? true
        try endTag()
        return .include(name, ignoresMissing: ignoresMissing, withContext: withContext)
    }

    private mutating func contextWords() -> Bool? {
        guard isWord("with", "without"), next.kind == .name("context") else { return nil }
        let isWith = advance().kind == .name("with")
        advance()
        return isWith
    }

    mutating func importAll() throws -> StatementKind {
        let template = try expression()
        try expect(word: "as")
        let alias = try name()
        let withContext = contextWords() ?? false
        try endTag()
        return .importAll(template, as: alias, withContext: withContext)
    }

    mutating func importNames() throws -> StatementKind {
        let template = try expression()
        try expect(word: "import")
        var names: [(name: String, alias: String)] = []
        var withContext: Bool?
        repeat {
            if !names.isEmpty, current.kind == .tagEnd { break }
            withContext = contextWords()
            if withContext != nil { break }
            let name = try name()
            names.append((name, skip(word: "as") ? try self.name() : name))
            withContext = contextWords()
            if withContext != nil { break }
        } while skip(sign: ",")
        guard !names.isEmpty else { throw unexpected("a name") }
        try endTag()
        return .importNames(template, names, withContext: withContext ?? false)
    }
}
