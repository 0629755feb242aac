extension Compiler {
    /// Code that leaves the value of `node` on the stack.
    mutating func load(_ node: Node) throws {
        let offset = node.offset
        switch node.kind {
        case .constant(let value): emit(.constant(pools.constant(value)), offset)
        case .name(let name): try load(name, offset)
        case .attribute(let operand, let name): try loadAttribute(operand, name, offset)
        case .index(let operand, let index):
            if case .constant(.string(let name)) = index.kind, !name.isEmpty {
                try load(operand)
                emit(.attribute(name: pools.name(name, registry.symbols), site: pools.site()), offset)
            } else {
                try load(operand)
                try load(index)
                emit(.index, offset)
            }
        case .slice(let operand, let from, let to, let step):
            try load(operand)
            for bound in [from, to, step] {
                if let bound { try load(bound) } else { emit(.constant(pools.constant(.null)), offset) }
            }
            emit(.slice, offset)
        case .list(let items):
            for item in items { try load(item) }
            emit(.list(Int32(items.count)), offset)
        case .tuple(let items):
            for item in items { try load(item) }
            emit(.tuple(Int32(items.count)), offset)
        case .map(let pairs):
            for (key, value) in pairs {
                if case .constant(let constant) = key.kind, constant.plainText == nil {
                    throw fail("the keys of a mapping are texts", at: key.offset)
                }
                try load(key)
                try load(value)
            }
            emit(.map(Int32(pairs.count)), offset)
        case .negative(let operand):
            try load(operand)
            emit(.negate, offset)
        case .positive(let operand):
            try load(operand)
            emit(.positive, offset)
        case .not(let operand):
            try load(operand)
            emit(.not, offset)
        case .and(let left, let right): try loadBoth(left, right, offset) { .jumpIfFalseKeeping($0) }
        case .or(let left, let right): try loadBoth(left, right, offset) { .jumpIfTrueKeeping($0) }
        case .arithmetic(let operation, let left, let right):
            try load(left)
            try load(right)
            emit(.arithmetic(operation), offset)
        case .compare(let first, let rest): try loadComparison(first, rest, offset)
        case .concatenation(let parts):
            for part in parts { try load(part) }
            emit(.concatenate(Int32(parts.count)), offset)
        case .conditional(let test, let then, let otherwise):
            let skip = try jumpUnless(test)
            try load(then)
            let leave = emit(.jump(0), offset)
            skip.patch(&self)
            if let otherwise {
                try load(otherwise)
            } else {
                emit(.constant(pools.constant(.undefined("the other branch of “if”"))), offset)
            }
            patch(leave, .jump(here))
        case .filter(let operand, let name, let arguments): try loadFilter(operand, name, arguments, offset)
        case .test(let operand, let name, let arguments): try loadTest(operand, name, arguments, offset)
        case .call(let callee, let arguments): try loadCall(callee, arguments, offset, emitting: false)
        case .collected: emit(.endCapture, offset)
        }
    }

    mutating func load(_ name: String, _ offset: Int) throws {
        switch place(of: name) {
        case .slot(let slot): emit(.local(slot), offset)
        case .loop(let level): emit(.loopValue(up: draft.openLoops - 1 - level), offset)
        case .own: emit(.ownMacro, offset)
        case nil:
            let symbol = pools.name(name, registry.symbols)
            emit(.global(symbol: symbol, site: pools.site()), offset)
        }
    }

    private mutating func loadAttribute(_ operand: Node, _ name: String, _ offset: Int) throws {
        if case .name(let base) = operand.kind {
            switch place(of: base) {
            case .loop(let level):
                guard let field = LoopField(rawValue: name) else {
                    throw fail("a loop has no “\(name)”", at: offset, .undefined)
                }
                emit(.loopField(field, up: draft.openLoops - 1 - level), offset)
                return
            case .slot(let slot):
                let name = pools.name(name, registry.symbols)
                emit(.localAttribute(slot: slot, name: name, site: pools.site()), offset)
                return
            case .own, nil: break
            }
        }
        try load(operand)
        emit(.attribute(name: pools.name(name, registry.symbols), site: pools.site()), offset)
    }

    private mutating func loadBoth(
        _ left: Node, _ right: Node, _ offset: Int, _ jump: (Int32) -> Instruction
    ) throws {
        try load(left)
        let place = emit(jump(0), offset)
        try load(right)
        patch(place, jump(here))
    }

    /// `a < b < c` evaluates `b` once and stops at the first that does not hold.
    private mutating func loadComparison(_ first: Node, _ rest: [(Comparison, Node)], _ offset: Int) throws {
        try load(first)
        var leaves: [Int] = []
        for (number, (comparison, operand)) in rest.enumerated() {
            try load(operand)
            guard number + 1 < rest.count else {
                emit(.compare(comparison), offset)
                break
            }
            let slot = draft.slot()
            emit(.storeKeeping(slot), offset)
            emit(.compare(comparison), offset)
            leaves.append(emit(.jumpIfFalseKeeping(0), offset))
            emit(.local(slot), offset)
        }
        for leave in leaves { patch(leave, .jumpIfFalseKeeping(here)) }
    }

    /// A jump to be filled in.
    struct Skip {
        let place: Int
        let instruction: (Int32) -> Instruction

        func patch(_ compiler: inout Compiler) { compiler.patch(place, instruction(compiler.here)) }
    }

    /// A jump taken when `test` is false.
    mutating func jumpUnless(_ test: Node) throws -> Skip {
        if case .attribute(let operand, let name) = test.kind, case .name(let base) = operand.kind,
            case .slot(let slot) = place(of: base)
        {
            let name = pools.name(name, registry.symbols)
            let site = pools.site()
            emit(.skipIfLocalAttribute(slot: slot, name: name, site: site), test.offset)
            let jump = emit(.jump(0), test.offset)
            return Skip(place: jump) { .jump($0) }
        }
        try load(test)
        let jump = emit(.jumpIfFalse(0), test.offset)
        return Skip(place: jump) { .jumpIfFalse($0) }
    }

    private mutating func loadFilter(
        _ operand: Node, _ name: String, _ arguments: Arguments, _ offset: Int
    ) throws {
        guard let number = registry.filters.numbers[name] else {
            throw fail("there is no filter “\(name)”", at: offset, .unknownName)
        }
        let filter = registry.filters.all[number]
        try load(operand)
        if arguments.nodes.isEmpty, filter.plain != nil {
            emit(.filter(Int32(number)), offset)
            return
        }
        if let place = filter.testName { try checkName(arguments, place, registry.tests.numbers, "test") }
        if let place = filter.filterName { try checkName(arguments, place, registry.filters.numbers, "filter") }
        let count = try place(arguments, filter.parameters, isOpen: filter.isOpen, "filter “\(name)”", offset)
        emit(.filterWith(Int32(number), count: count), offset)
    }

    private mutating func loadTest(_ operand: Node, _ name: String, _ arguments: Arguments, _ offset: Int) throws {
        guard let number = registry.tests.numbers[name] else {
            throw fail("there is no test “\(name)”", at: offset, .unknownName)
        }
        let test = registry.tests.all[number]
        try load(operand)
        let count = try place(arguments, test.parameters, isOpen: false, "test “\(name)”", offset)
        emit(.test(Int32(number), count: count), offset)
    }

    /// `map("upper")`, `select("odd")`: a name written out is checked here, like one behind `|` or `is`.
    private func checkName(_ arguments: Arguments, _ place: Int, _ known: [String: Int], _ kind: String) throws {
        for node in arguments.positional.dropFirst(place).prefix(1) {
            guard case .constant(.string(let name)) = node.kind, known[name] == nil else { continue }
            throw fail("there is no \(kind) “\(name)”", at: node.offset, .unknownName)
        }
    }

    /// Puts arguments in the order of the parameters, so that none is looked up by name later.
    private mutating func place(
        _ arguments: Arguments, _ parameters: [String], isOpen: Bool, _ callee: String, _ offset: Int
    ) throws -> Int32 {
        guard isOpen || arguments.positional.count <= parameters.count else {
            throw fail("\(callee) takes at most \(parameters.count) arguments", at: offset, .runtime)
        }
        var places: [Node?] = isOpen ? Array(repeating: nil, count: parameters.count) : arguments.positional
        for (name, value) in arguments.named {
            guard let place = parameters.firstIndex(of: name) else {
                throw fail("\(callee) has no argument “\(name)”", at: value.offset, .runtime)
            }
            while places.count <= place { places.append(nil) }
            guard places[place] == nil else {
                throw fail("\(callee) is given “\(name)” twice", at: value.offset, .runtime)
            }
            places[place] = value
        }
        if isOpen { places += arguments.positional }
        for place in places {
            if let place { try load(place) } else { emit(.constant(pools.constant(.absent)), offset) }
        }
        return Int32(places.count)
    }
}
