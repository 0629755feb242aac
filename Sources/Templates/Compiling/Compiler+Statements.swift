extension Compiler {
    mutating func compile(_ statements: [Statement]) throws {
        for statement in statements { try compile(statement) }
    }

    private mutating func compile(_ statement: Statement) throws {
        let offset = statement.offset
        switch statement.kind {
        case .text(let range):
            guard !draft.isMuted else { return }
            let start = Int32(pools.text.count)
            pools.text.append(contentsOf: source.bytes[range])
            emit(.text(start: start, count: Int32(range.count)), offset)
        case .output(let node):
            guard !draft.isMuted else { return }
            try output(node)
        case .condition(let branches, let otherwise): try condition(branches, otherwise)
        case .loop(let loop): try self.loop(loop, offset)
        case .set(let target, let value):
            try load(value)
            try store(target, offset)
        case .capture(let target, let filters, let body):
            try capture(body, offset)
            if let filters { try load(filters) } else { emit(.endCapture, offset) }
            try store(target, offset)
        case .filter(let filters, let body):
            try capture(body, offset)
            try load(filters)
            // Jinja writes what the filters of a block leave as it is; our own pages escape it as always.
            if registry.dialect == .jinja, let safe = registry.filters.numbers["safe"] {
                emit(.filter(Int32(safe)), offset)
            }
            emit(draft.isMuted ? .pop : .emit, offset)
        case .with(let values, let body):
            // All values are computed before the names are given, as in Jinja.
            for (_, value) in values { try load(value) }
            try scope(body) { compiler in
                let slots = values.reversed().map { target, _ in
                    target.names.map { compiler.declare($0) }
                }
                for slot in slots.joined() { compiler.emit(.store(slot), offset) }
            }
        case .scope(let body): try scope(body)
        case .include(let name, let ignoresMissing, let withContext):
            guard !draft.isMuted else { return }
            if !ignoresMissing { refer(to: name) }
            try load(name)
            let locals = withContext ? pools.locals(visibleLocals()) : 0
            emit(.include(ignoresMissing: ignoresMissing, withContext: withContext, locals: locals), offset)
        case .extends(let name):
            guard draft.isTop else { throw fail("“extends” stands at the top of a template", at: offset) }
            guard !hasParent else { throw fail("a template extends one other", at: offset) }
            refer(to: name)
            try load(name)
            emit(.extends, offset)
            hasParent = true
            draft.isMuted = true
        case .block(let block): try self.block(block, offset)
        case .macro(let macro):
            try loadMacro(macro, .macro, offset)
            try store(.name(macro.name), offset)
        case .call(let call, let body): try self.call(call, body, offset)
        case .importAll(let template, let alias, let withContext):
            try importModule(template, withContext, offset)
            try store(.name(alias), offset)
        case .importNames(let template, let names, let withContext):
            try importModule(template, withContext, offset)
            for (name, alias) in names {
                emit(.importName(pools.name(name, registry.symbols)), offset)
                try store(.name(alias), offset)
            }
            emit(.pop, offset)
        }
    }

    private mutating func refer(to template: Node) {
        guard case .constant(.string(let name)) = template.kind else { return }
        pools.references.append((name, template.offset))
    }

    private mutating func output(_ node: Node) throws {
        switch node.kind {
        case .constant(.string(let text)):
            var escaped = Output()
            escaped.escape(text)
            let start = Int32(pools.text.count)
            pools.text.append(contentsOf: escaped.bytes)
            emit(.text(start: start, count: Int32(escaped.count)), node.offset)
        case .call(let callee, let arguments): try loadCall(callee, arguments, node.offset, emitting: true)
        case .conditional(let test, let then, let otherwise):
            let skip = try jumpUnless(test)
            try output(then)
            let leave = emit(.jump(0), node.offset)
            skip.patch(&self)
            if let otherwise { try output(otherwise) }
            patch(leave, .jump(here))
        case .name, .attribute:
            try load(node)
            emitTop(node.offset)
        default:
            try load(node)
            emit(.emit, node.offset)
        }
    }

    /// Writes what one instruction has just loaded; the commonest loads write it without moving it. (What
    /// several instructions load may be jumped to between them.)
    private mutating func emitTop(_ offset: Int) {
        let last = draft.code.count - 1
        let fused: Instruction? =
            switch draft.code.last {
            case .local(let slot): .emitLocal(slot)
            case .global(let symbol, let site): .emitGlobal(symbol: symbol, site: site)
            case .localAttribute(let slot, let name, let site):
                .emitLocalAttribute(slot: slot, name: name, site: site)
            default: nil
            }
        if let fused { patch(last, fused) } else { emit(.emit, offset) }
    }

    private mutating func condition(
        _ branches: [(test: Node, body: [Statement])], _ otherwise: [Statement]
    ) throws {
        var leaves: [Int] = []
        for (number, branch) in branches.enumerated() {
            let skip = try jumpUnless(branch.test)
            try compile(branch.body)
            if number + 1 < branches.count || !otherwise.isEmpty {
                leaves.append(emit(.jump(0), branch.test.offset))
            }
            skip.patch(&self)
        }
        try compile(otherwise)
        for leave in leaves { patch(leave, .jump(here)) }
    }

    mutating func store(_ target: Target, _ offset: Int) throws {
        switch target {
        case .name(let name):
            if draft.isTop {
                emit(.storeGlobal(symbol: pools.name(name, registry.symbols)), offset)
            } else if case .slot(let slot) = draft.scopes.last?.names[name] {
                emit(.store(slot), offset)
            } else {
                emit(.store(declare(name)), offset)
            }
        case .tuple(let targets):
            emit(.unpack(Int32(targets.count)), offset)
            for target in targets { try store(target, offset) }
        case .member(let space, let name):
            try load(space, offset)
            emit(.storeMember(name: pools.name(name, registry.symbols)), offset)
        }
    }

    private mutating func capture(_ body: [Statement], _ offset: Int) throws {
        let wasMuted = draft.isMuted
        draft.isMuted = false
        emit(.beginCapture, offset)
        try scope(body)
        draft.isMuted = wasMuted
    }

    private mutating func call(_ call: Node, _ body: MacroDefinition, _ offset: Int) throws {
        guard !draft.isMuted, case .call(let callee, var arguments) = call.kind else { return }
        // The body becomes one more argument: it is kept in a slot and handed over by name.
        let slot = draft.slot()
        try loadMacro(body, .callBody, offset)
        emit(.store(slot), offset)
        let name = "caller \(slot)"
        draft.scopes.append(UnitDraft.Scope(names: [name: .slot(slot)]))
        arguments.named.append(("caller", Node(kind: .name(name), offset: offset, height: 1)))
        try loadCall(callee, arguments, call.offset, emitting: true)
        draft.scopes.removeLast()
    }

    private mutating func block(_ block: Block, _ offset: Int) throws {
        let name = pools.name(block.name, registry.symbols)
        let symbol = registry.symbols.number(of: block.name)
        guard !blocks.contains(where: { $0.symbol == symbol }) else {
            throw fail("there are two blocks “\(block.name)”", at: offset, .unknownName)
        }
        let place = blocks.count
        var inner = UnitDraft(.block, name: block.name)
        // The place is taken before the blocks inside it take theirs.
        blocks.append((symbol, Unit(inner)))
        inner.scopes = [UnitDraft.Scope()]
        drafts.append(inner)
        if block.isRequired {
            emit(.requiredBlock(name: name), offset)
        } else {
            try scope(block.body)
        }
        emit(.end, offset)
        let unit = Unit(drafts.removeLast())
        blocks[place] = (symbol, unit)
        guard !draft.isMuted else { return }
        let locals = block.isScoped ? pools.locals(visibleLocals()) : 0
        emit(block.isScoped ? .scopedBlock(name: name, locals: locals) : .block(name: name), offset)
    }

    private mutating func importModule(_ template: Node, _ withContext: Bool, _ offset: Int) throws {
        refer(to: template)
        try load(template)
        let locals = withContext ? pools.locals(visibleLocals()) : 0
        emit(.importModule(withContext: withContext, locals: locals), offset)
    }

    /// The locals of the innermost unit, innermost last, that have a name of their own.
    private mutating func visibleLocals() -> [LocalName] {
        var found: [String: UnitDraft.Place] = [:]
        for capture in draft.captures { found[capture.name] = .slot(capture.slot) }
        for scope in draft.scopes { found.merge(scope.names) { _, inner in inner } }
        return found.keys.sorted().compactMap { name in
            guard !name.contains(" ") else { return nil }
            let symbol = registry.symbols.number(of: name)
            switch found[name] {
            case .slot(let slot): return LocalName(symbol: symbol, slot: slot, isLoop: false, up: 0)
            case .loop(let level):
                return LocalName(symbol: symbol, slot: 0, isLoop: true, up: draft.openLoops - 1 - level)
            case .own, nil: return nil
            }
        }
    }
}
