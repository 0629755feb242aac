extension Renderer {
    /// The steps that go from one template, or block, to another.
    mutating func stepBetweenTemplates(_ instruction: Instruction, _ template: Template, _ base: Int) throws {
        let this = frames.count - 1
        switch instruction {
        case .block(let name): try enter(block: template.symbols[Int(name)], after: nil, ending: .written)
        case .blockValue(let name):
            try enter(block: template.symbols[Int(name)], after: nil, ending: .value(since: output.count))
        case .scopedBlock(let name, let locals):
            let kept = contexts[frames[this].context].variables.count
            bring(template.locals[Int(locals)], base, into: frames[this].context)
            try enter(block: template.symbols[Int(name)], after: nil, ending: .written)
            frames[frames.count - 1].keptVariables = kept
        case .superBlock:
            let place = frames[this].block
            let blocks = inheritances[frames[this].inheritance].blocks
            guard blocks.indices.contains(place) else { throw Fault.undefined("super") }
            try enter(block: blocks[place].symbol, after: place, ending: .value(since: output.count))
        case .requiredBlock(let name):
            throw Fault.wrong("the block “\(template.names[Int(name)])” is required and not given")
        case .extends: frames[this].parent = try number(of: stack.removeLast())
        case .include(let ignoresMissing, let withContext, let locals):
            try include(ignoresMissing, withContext, template.locals[Int(locals)], base)
        case .importModule(let withContext, let locals):
            try importModule(withContext, template.locals[Int(locals)], base)
        case .importName(let name):
            let name = template.names[Int(name)]
            guard case .record(let module) = stack[stack.count - 1] else { throw Fault.undefined(name) }
            stack.append(module[name] ?? .undefined("“\(name)” of the imported template"))
        default: throw Fault.wrong("this cannot be run")
        }
    }

    private mutating func enter(block symbol: Int32, after place: Int?, ending: Frame.Ending) throws {
        let frame = frames[frames.count - 1]
        let blocks = inheritances[frame.inheritance].blocks
        let first = place.map { $0 + 1 } ?? 0
        guard let found = blocks[first...].firstIndex(where: { $0.symbol == symbol }) else {
            let name = registry.symbols.name(of: symbol)
            throw Fault.undefined(place == nil ? "the block “\(name)”" : "“super” of the block “\(name)”")
        }
        try push(blocks[found].template, blocks[found].unit, frame.context, frame.inheritance, ending)
        frames[frames.count - 1].variables = frame.variables
        frames[frames.count - 1].block = found
    }

    private func number(of name: Value) throws -> Int {
        if case .undefined(let name) = name { throw Fault.undefined(name) }
        guard let text = name.plainText else {
            throw Fault.wrong("the name of a template is a text, not \(name.kindName)")
        }
        guard let number = snapshot.numbers[text] else { throw Fault.missing(text) }
        return number
    }

    /// Makes locals visible by name to what is rendered next.
    private mutating func bring(_ locals: [LocalName], _ base: Int, into context: Int) {
        for local in locals {
            let value: Value
            if local.isLoop {
                let loop = loops[loops.count - 1 - Int(local.up)]
                value = .object(
                    Object(kind: .loop(LoopSnapshot(items: loop.items, index: loop.index, depth: loop.depth))))
            } else {
                value = slots[base + Int(local.slot)]
            }
            if value.isUndefined { continue }
            contexts[context].variables.append((local.symbol, value))
        }
    }

    private mutating func include(
        _ ignoresMissing: Bool, _ withContext: Bool, _ locals: [LocalName], _ base: Int
    ) throws {
        let name = stack.removeLast()
        let candidates: [Value] =
            switch name {
            case .list(let names), .tuple(let names): names
            default: [name]
            }
        var found: Int?
        for candidate in candidates where found == nil {
            do { found = try number(of: candidate) } catch let fault as Fault {
                guard fault.kind == .templateNotFound, ignoresMissing || candidates.count > 1 else { throw fault }
            }
        }
        guard let found else {
            if ignoresMissing { return }
            throw Fault.missing(try name.text())
        }
        guard withContext else {
            contexts.append(Context(root: nil))
            try enter(template: found, context: contexts.count - 1, ending: .written, at: 0)
            return
        }
        let context = frames[frames.count - 1].context
        let kept = contexts[context].variables.count
        bring(locals, base, into: context)
        let own = contexts[context].variables.count
        try enter(template: found, context: context, ending: .written, at: own, kept: kept)
    }

    private mutating func importModule(_ withContext: Bool, _ locals: [LocalName], _ base: Int) throws {
        let number = try number(of: stack.removeLast())
        if !withContext, let module = modules[number] {
            stack.append(module)
            return
        }
        var context = Context(root: nil)
        if withContext {
            let here = frames[frames.count - 1].context
            let kept = contexts[here].variables.count
            bring(locals, base, into: here)
            context = contexts[here]
            contexts[here].variables.removeLast(contexts[here].variables.count - kept)
        }
        contexts.append(context)
        try enter(
            template: number, context: contexts.count - 1,
            ending: .module(since: output.count, cache: withContext ? nil : number), at: context.variables.count)
    }
}
