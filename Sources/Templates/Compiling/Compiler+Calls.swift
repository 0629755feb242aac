extension Compiler {
    mutating func loadCall(_ callee: Node, _ arguments: Arguments, _ offset: Int, emitting: Bool) throws {
        switch callee.kind {
        case .name(let name): try loadCall(of: name, callee, arguments, offset, emitting)
        case .attribute(let operand, let method): try loadMethod(operand, method, callee, arguments, emitting)
        default:
            try load(callee)
            try loadArguments(arguments, offset) {
                emitting ? .callEmitting(count: $0, names: $1) : .call(count: $0, names: $1)
            }
        }
    }

    private mutating func loadArguments(
        _ arguments: Arguments, _ offset: Int, _ instruction: (Int32, Int32) -> Instruction
    ) throws {
        for node in arguments.nodes { try load(node) }
        let names = pools.argumentNames(arguments.named.map(\.name))
        emit(instruction(Int32(arguments.nodes.count), names), offset)
    }

    private mutating func loadCall(
        of name: String, _ callee: Node, _ arguments: Arguments, _ offset: Int, _ emitting: Bool
    ) throws {
        let call: (Int32, Int32) -> Instruction = {
            emitting ? .callEmitting(count: $0, names: $1) : .call(count: $0, names: $1)
        }
        switch place(of: name) {
        case .slot(let slot):
            emit(.local(slot), offset)
            try loadArguments(arguments, offset, call)
            return
        case .own:
            emit(.ownMacro, offset)
            try loadArguments(arguments, offset, call)
            return
        case .loop:
            guard draft.kind == .recursiveLoop, arguments.named.isEmpty, arguments.positional.count == 1 else {
                throw fail("only a recursive loop can be called, with one list", at: offset, .runtime)
            }
            try load(arguments.positional[0])
            emit(.recurse, offset)
            if emitting { emit(.emit, offset) }
            return
        case nil: break
        }
        if name == "super", draft.kind == .block {
            guard arguments.nodes.isEmpty else { throw fail("“super” takes no arguments", at: offset) }
            emit(.superBlock, offset)
            if emitting { emit(.emit, offset) }
            return
        }
        if !isTopName(name) {
            if name == "namespace", arguments.positional.isEmpty {
                for node in arguments.nodes { try load(node) }
                emit(.namespace(names: pools.argumentNames(arguments.named.map(\.name))), offset)
                return
            }
            if let number = registry.functions.numbers[name] {
                try loadCall(function: Int32(number), arguments, offset)
                if emitting { emit(.emit, offset) }
                return
            }
            guard registry.dialect == .jinja else {
                throw fail("there is no function or macro “\(name)”", at: offset, .unknownName)
            }
        }
        try load(name, offset)
        try loadArguments(arguments, offset, call)
    }

    /// A call whose arguments are all written out is made once a page.
    private mutating func loadCall(function number: Int32, _ arguments: Arguments, _ offset: Int) throws {
        let call: (Int32, Int32) -> Instruction = { .function(number, count: $0, names: $1) }
        guard arguments.nodes.allSatisfy(\.isConstant) else {
            try loadArguments(arguments, offset, call)
            return
        }
        let site = pools.site()
        let known = emit(.known(site: site, behind: 0), offset)
        try loadArguments(arguments, offset, call)
        emit(.remember(site: site), offset)
        patch(known, .known(site: site, behind: here))
    }

    private mutating func loadMethod(
        _ operand: Node, _ method: String, _ callee: Node, _ arguments: Arguments, _ emitting: Bool
    ) throws {
        let offset = callee.offset
        if case .name(let base) = operand.kind {
            if case .loop(let level) = place(of: base), ["cycle", "changed"].contains(method), arguments.named.isEmpty {
                for node in arguments.nodes { try load(node) }
                let (count, up) = (Int32(arguments.nodes.count), draft.openLoops - 1 - level)
                emit(method == "cycle" ? .loopCycle(count: count, up: up) : .loopChanged(count: count, up: up), offset)
                if emitting { emit(.emit, offset) }
                return
            }
            if base == "self", place(of: base) == nil, arguments.nodes.isEmpty {
                emit(.blockValue(name: pools.name(method, registry.symbols)), offset)
                if emitting { emit(.emit, offset) }
                return
            }
        }
        try load(operand)
        let name = pools.name(method, registry.symbols)
        try loadArguments(arguments, offset) {
            emitting ? .methodEmitting(name: name, count: $0, names: $1) : .method(name: name, count: $0, names: $1)
        }
    }

    /// Compiles a macro or the body of a `call` and leaves it on the stack.
    mutating func loadMacro(_ macro: MacroDefinition, _ kind: UnitDraft.Kind, _ offset: Int) throws {
        var inner = UnitDraft(kind, name: macro.name)
        inner.parameters = macro.parameters.map(\.name)
        inner.scopes = [UnitDraft.Scope()]
        drafts.append(inner)
        for parameter in macro.parameters { _ = declare(parameter.name) }
        for (number, parameter) in macro.parameters.enumerated() {
            let skip = emit(.parameter(slot: Int32(number), unlessGiven: 0), offset)
            if let standard = parameter.standard {
                try load(standard)
            } else {
                emit(.constant(pools.constant(.undefined("the parameter “\(parameter.name)”"))), offset)
            }
            emit(.store(Int32(number)), offset)
            patch(skip, .parameter(slot: Int32(number), unlessGiven: here))
        }
        try scope(macro.body)
        try finishClosure(offset)
    }

    /// Ends the innermost unit and makes it a value, with the locals of outer units that it uses.
    mutating func finishClosure(_ offset: Int) throws {
        emit(.end, offset)
        let inner = drafts.removeLast()
        units.append(Unit(inner))
        let number = Int32(units.count - 1)
        for capture in inner.captures { try load(capture.name, offset) }
        emit(.closure(unit: number, captures: Int32(inner.captures.count)), offset)
    }
}
