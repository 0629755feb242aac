/// Turns the statements of one template into units.
struct Compiler {
    let source: Source
    let registry: Registry
    var pools = Pools()
    var drafts: [UnitDraft]
    var units: [Unit] = []
    var blocks: [(symbol: Int32, unit: Unit)] = []
    /// Names given at the top of the template, which a call may therefore mean.
    private let topNames: Set<String>
    var hasParent = false

    static func template(_ source: Source, _ registry: Registry) throws -> Template {
        let statements = try Parser.statements(of: source)
        var compiler = Compiler(source: source, registry: registry, statements: statements)
        try compiler.compile(statements)
        compiler.emit(.end, source.bytes.count)
        let main = Unit(compiler.drafts[0])
        return Template(
            source: source, main: main, units: compiler.units, blocks: compiler.blocks, pools: compiler.pools)
    }

    private init(source: Source, registry: Registry, statements: [Statement]) {
        self.source = source
        self.registry = registry
        drafts = [UnitDraft(.main, name: source.name)]
        topNames = Set(Compiler.namesSet(in: statements))
    }

    var draft: UnitDraft {
        get { drafts[drafts.count - 1] }
        _modify { yield &drafts[drafts.count - 1] }
    }

    func fail(_ message: String, at offset: Int, _ kind: TemplateError.Kind = .syntax) -> TemplateError {
        source.error(kind, message, at: offset)
    }

    @discardableResult
    mutating func emit(_ instruction: Instruction, _ offset: Int) -> Int {
        draft.code.append(instruction)
        draft.offsets.append(Int32(truncatingIfNeeded: offset))
        return draft.code.count - 1
    }

    var here: Int32 { Int32(drafts[drafts.count - 1].code.count) }

    /// Fills in a jump whose target was not known when it was written.
    mutating func patch(_ place: Int, _ instruction: Instruction) { draft.code[place] = instruction }

    /// Names that statements give values to in their own scope.
    static func namesSet(in statements: [Statement]) -> [String] {
        statements.flatMap { statement -> [String] in
            switch statement.kind {
            case .set(let target, _), .capture(let target, _, _): target.names
            case .macro(let macro): [macro.name]
            case .importAll(_, let alias, _): [alias]
            case .importNames(_, let names, _): names.map(\.alias)
            case .condition(let branches, let otherwise):
                branches.flatMap { namesSet(in: $0.body) } + namesSet(in: otherwise)
            default: []
            }
        }
    }

    /// Compiles `body` in a scope of its own. A name it sets begins with the value it has outside.
    mutating func scope(_ statements: [Statement], _ prepare: (inout Compiler) throws -> Void = { _ in }) throws {
        draft.scopes.append(UnitDraft.Scope())
        try prepare(&self)
        for name in Compiler.namesSet(in: statements) where draft.scopes.last?.names[name] == nil {
            try load(name, statements.first?.offset ?? 0)
            emit(.store(declare(name)), statements.first?.offset ?? 0)
        }
        try compile(statements)
        draft.scopes.removeLast()
    }

    /// A slot for `name` in the innermost scope.
    mutating func declare(_ name: String) -> Int32 {
        let slot = draft.slot()
        draft.scopes[draft.scopes.count - 1].names[name] = .slot(slot)
        return slot
    }

    /// Where `name` is in the innermost unit: its own slot, or one that a closure brings along.
    mutating func place(of name: String, in level: Int? = nil) -> UnitDraft.Place? {
        let level = level ?? drafts.count - 1
        if let place = drafts[level].place(of: name) { return place }
        if let captured = drafts[level].captures.first(where: { $0.name == name }) { return .slot(captured.slot) }
        if drafts[level].kind == .macro, let slot = special(name, level) { return .slot(slot) }
        guard drafts[level].kind != .main, drafts[level].kind != .block, level > 0 else { return nil }
        guard place(of: name, in: level - 1) != nil else { return nil }
        if drafts[level].kind == .macro, drafts[level].name == name { return .own }
        let slot = drafts[level].slot()
        drafts[level].captures.append((name, slot))
        return .slot(slot)
    }

    /// `caller`, `varargs` and `kwargs` exist in a macro that uses them.
    private mutating func special(_ name: String, _ level: Int) -> Int32? {
        switch name {
        case "caller":
            let slot = drafts[level].callerSlot ?? Int(drafts[level].slot())
            drafts[level].callerSlot = slot
            return Int32(slot)
        case "varargs":
            let slot = drafts[level].extraPositionalSlot ?? Int(drafts[level].slot())
            drafts[level].extraPositionalSlot = slot
            return Int32(slot)
        case "kwargs":
            let slot = drafts[level].extraNamedSlot ?? Int(drafts[level].slot())
            drafts[level].extraNamedSlot = slot
            return Int32(slot)
        default: return nil
        }
    }

    func isTopName(_ name: String) -> Bool { topNames.contains(name) }
}
