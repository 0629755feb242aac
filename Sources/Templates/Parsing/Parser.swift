/// Reads the tokens of one template into statements.
struct Parser {
    let source: Source
    private let tokens: [Token]
    private var place = 0
    /// How many tags, or brackets, are inside one another here.
    var depth = 0

    /// Nesting beyond this is refused, so that no template can exhaust the stack.
    static let depthLimit = 80
    static let heightLimit = 200

    static func statements(of source: Source) throws -> [Statement] {
        var parser = Parser(source: source, tokens: try Lexer.tokens(of: source))
        return try parser.body(until: [], of: nil)
    }

    private init(source: Source, tokens: [Token]) {
        self.source = source
        self.tokens = tokens
    }

    /// The last token is `.end` and is never passed.
    var current: Token { tokens[min(place, tokens.count - 1)] }
    var previous: Token { tokens[max(place - 1, 0)] }
    var next: Token { tokens[min(place + 1, tokens.count - 1)] }

    @discardableResult
    mutating func advance() -> Token {
        defer { place = min(place + 1, tokens.count - 1) }
        return current
    }

    func fail(_ message: String, at offset: Int? = nil) -> TemplateError {
        source.error(.syntax, message, at: offset ?? current.offset)
    }

    func unexpected(_ wanted: String) -> TemplateError {
        fail("\(wanted) was expected here, not \(current.description)")
    }

    mutating func skip(_ kind: Token.Kind) -> Bool {
        guard current.kind == kind else { return false }
        advance()
        return true
    }

    mutating func skip(sign: String) -> Bool { skip(.sign(sign)) }
    mutating func skip(word: String) -> Bool { skip(.name(word)) }

    mutating func expect(sign: String) throws {
        guard skip(sign: sign) else { throw unexpected("“\(sign)”") }
    }

    mutating func expect(word: String) throws {
        guard skip(word: word) else { throw unexpected("“\(word)”") }
    }

    mutating func name() throws -> String {
        guard case .name(let name) = current.kind else { throw unexpected("a name") }
        advance()
        return name
    }

    func isWord(_ words: String...) -> Bool {
        if case .name(let name) = current.kind { words.contains(name) } else { false }
    }

    mutating func endTag() throws {
        guard skip(.tagEnd) else { throw unexpected("“%}”") }
    }

    /// Runs `read` one level deeper.
    mutating func nested<Result>(_ read: (inout Parser) throws -> Result) throws -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Parser.depthLimit else { throw fail("too many things are inside one another here") }
        return try read(&self)
    }

    /// Statements up to a tag that begins with one of `ends`, which is read up to its name.
    mutating func body(until ends: [String], of opener: String?) throws -> [Statement] {
        var statements: [Statement] = []
        while true {
            let token = current
            switch token.kind {
            case .text(let range):
                advance()
                statements.append(Statement(kind: .text(range), offset: token.offset))
            case .outputStart:
                advance()
                let value = try tuple()
                guard skip(.outputEnd) else { throw unexpected("“}}”") }
                statements.append(Statement(kind: .output(value), offset: token.offset))
            case .tagStart:
                advance()
                guard case .name(let word) = current.kind else { throw unexpected("the name of a tag") }
                if ends.contains(word) {
                    advance()
                    return statements
                }
                let inside = opener.map { "; “\($0)” is open and wants “\(ends.joined(separator: "” or “"))”" } ?? ""
                guard let statement = try nested({ try $0.statement(word) }) else {
                    throw fail("there is no tag “\(word)” here\(inside)")
                }
                statements.append(Statement(kind: statement, offset: token.offset))
            default:
                guard let opener else { return statements }
                throw fail(
                    "the template ends, but “\(opener)” is open and wants “\(ends.joined(separator: "” or “"))”")
            }
        }
    }
}
