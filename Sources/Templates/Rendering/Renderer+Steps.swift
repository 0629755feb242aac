extension Renderer {
    /// The steps that are rare or long. Those that begin a frame leave it to `run` to go on there.
    @inline(never)
    mutating func step(_ instruction: Instruction, _ template: Template, _ unit: Unit, _ base: Int) throws {
        switch instruction {
        case .index:
            let index = stack.removeLast()
            let operand = stack.removeLast()
            stack.append(try operand.item(at: index))
        case .slice:
            let bounds = take(3)
            let operand = stack.removeLast()
            stack.append(try operand.slice(bounds[0], bounds[1], bounds[2]))
        case .list(let count): stack.append(.list(take(Int(count))))
        case .tuple(let count): stack.append(.tuple(take(Int(count))))
        case .map(let count):
            let parts = take(Int(count) * 2)
            let pairs = try stride(from: 0, to: parts.count, by: 2).map { place in
                guard let key = parts[place].plainText else { throw Fault.wrong("the keys of a mapping are texts") }
                return (key, parts[place + 1])
            }
            stack.append(.record(Record(pairs)))
        case .negate: stack.append(try stack.removeLast().negated())
        case .positive:
            guard stack[stack.count - 1].number != nil else { throw Fault.wrong("only a number has a sign") }
        case .concatenate(let count): stack.append(try Value.concatenation(take(Int(count))))
        case .storeGlobal(let symbol): store(stack.removeLast(), template.symbols[Int(symbol)])
        case .storeMember(let name): try storeMember(template.names[Int(name)])
        case .unpack(let count): try unpack(Int(count))
        case .test(let number, let count):
            let arguments = take(Int(count))
            let input = stack.removeLast()
            stack.append(.bool(try registry.apply(test: Int(number), input, arguments)))
        case .function(let number, 1, 0): try call(function: Int(number))
        case .function(let number, let count, let names):
            let (arguments, named) = try arguments(Int(count), template.argumentNames[Int(names)])
            stack.append(try call(function: Int(number), arguments, named))
        case .call(let count, let names):
            try call(Int(count), template.argumentNames[Int(names)], emitting: false)
        case .callEmitting(let count, let names):
            try call(Int(count), template.argumentNames[Int(names)], emitting: true)
        case .method(let name, let count, let names):
            try call(method: template.names[Int(name)], Int(count), template.argumentNames[Int(names)], emitting: false)
        case .methodEmitting(let name, let count, let names):
            try call(method: template.names[Int(name)], Int(count), template.argumentNames[Int(names)], emitting: true)
        case .namespace(let names):
            let keys = template.argumentNames[Int(names)]
            namespaces.append(Dictionary(zip(keys, take(keys.count)), uniquingKeysWith: { _, later in later }))
            stack.append(.object(Object(kind: .namespace(namespaces.count - 1))))
        case .closure(let number, let captures):
            let captured = take(Int(captures))
            let macro = Macro(
                template: frames[frames.count - 1].number, unit: template.units[Int(number)],
                context: frames[frames.count - 1].context,
                captured: captured)
            stack.append(.object(Object(kind: .macro(macro))))
        case .ownMacro:
            if let macro = frames[frames.count - 1].macro { stack.append(.object(Object(kind: .macro(macro)))) }
        case .loopPushItem:
            let loop = loops[loops.count - 1]
            stack.append(loop.items[loop.index])
        case .loopCollect(let slot): collect(into: base + Int(slot))
        case .loopValue(let up):
            let loop = loops[loops.count - 1 - Int(up)]
            let copy = LoopSnapshot(items: loop.items, index: loop.index, depth: loop.depth)
            stack.append(.object(Object(kind: .loop(copy))))
        case .loopChanged(let count, let up): try changed(take(Int(count)), loops.count - 1 - Int(up))
        case .recurse: try recurse(base, unit)
        case .beginCapture: captures.append(output.count)
        case .endCapture:
            let start = captures.removeLast()
            stack.append(.markup(output.string(from: start)))
            output.cut(to: start)
        default: try stepBetweenTemplates(instruction, template, base)
        }
    }
}
