extension Renderer {
    /// Runs until the last frame has ended.
    mutating func run() throws {
        while let frame = frames.last {
            let before = frames.count
            try run(frame.template, frame.unit, base: frame.slots, sites: frame.sites, from: frame.counter)
            if frames.count == before { try leave() }
        }
    }

    /// Runs one frame until it ends or calls another; its counter says where it goes on.
    private mutating func run(_ template: Template, _ unit: Unit, base: Int, sites: Int, from start: Int) throws {
        let code = unit.code
        let this = frames.count - 1
        var counter = start
        defer { if this < frames.count { frames[this].counter = counter } }
        while true {
            let instruction = code[counter]
            counter += 1
            switch instruction {
            case .text(let start, let count):
                output.append(UnsafeBufferPointer(rebasing: template.text[Int(start)..<Int(start) + Int(count)]))
            case .emitLocal(let slot): try write(slots[base + Int(slot)])
            case .emitLocalAttribute(let slot, let name, let site):
                try writeAttribute(base + Int(slot), template, Int(name), sites + Int(site))
            case .emitGlobal(let symbol, let site):
                try write(
                    global(template, Int(symbol), sites + Int(site), frames[this].context, frames[this].variables))
            case .emit: try write(stack.removeLast())
            case .constant(let number): stack.append(template.constants[Int(number)])
            case .local(let slot): stack.append(slots[base + Int(slot)])
            case .global(let symbol, let site):
                stack.append(
                    global(template, Int(symbol), sites + Int(site), frames[this].context, frames[this].variables))
            case .attribute(let name, let site):
                let operand = stack.removeLast()
                stack.append(try attribute(operand, template, Int(name), sites + Int(site)))
            case .localAttribute(let slot, let name, let site):
                stack.append(try attribute(slots[base + Int(slot)], template, Int(name), sites + Int(site)))
            case .skipIfLocalAttribute(let slot, let name, let site):
                let value = try attribute(slots[base + Int(slot)], template, Int(name), sites + Int(site))
                if try value.isTrue() { counter += 1 }
            case .jump(let target): counter = Int(target)
            case .jumpIfFalse(let target):
                if try !stack.removeLast().isTrue() { counter = Int(target) }
            case .jumpIfFalseKeeping(let target):
                if try stack[stack.count - 1].isTrue() { stack.removeLast() } else { counter = Int(target) }
            case .jumpIfTrueKeeping(let target):
                if try stack[stack.count - 1].isTrue() { counter = Int(target) } else { stack.removeLast() }
            case .not: stack.append(.bool(try !stack.removeLast().isTrue()))
            case .compare(let comparison):
                let right = stack.removeLast()
                let left = stack.removeLast()
                stack.append(.bool(try Value.compare(comparison, left, right)))
            case .arithmetic(let operation):
                let right = stack.removeLast()
                let left = stack.removeLast()
                stack.append(try Value.compute(operation, left, right))
            case .store(let slot): slots[base + Int(slot)] = stack.removeLast()
            case .storeKeeping(let slot): slots[base + Int(slot)] = stack[stack.count - 1]
            case .loopItem(let slot):
                slots[base + Int(slot)] = loops[loops.count - 1].items[loops[loops.count - 1].index]
            case .loopStart(let ifEmpty):
                if try !startLoop(unit, base) { counter = Int(ifEmpty) }
            case .loopNext(let body):
                let top = loops.count - 1
                loops[top].index += 1
                if loops[top].index < loops[top].items.count { counter = Int(body) } else { loops.removeLast() }
            case .loopField(let field, let up): stack.append(loopField(field, loops.count - 1 - Int(up)))
            case .loopCycle(let count, let up):
                let values = take(Int(count))
                stack.append(try cycle(values, loops[loops.count - 1 - Int(up)].index))
            case .filter(let number):
                let filter = registry.filters.all[Int(number)]
                let input = stack.removeLast()
                if case .undefined(let name) = input, !filter.takesUndefined { throw Fault.undefined(name) }
                if let plain = filter.plain { stack.append(try plain(input)) }
            case .filterWith(let number, let count):
                let arguments = take(Int(count))
                let input = stack.removeLast()
                stack.append(try registry.apply(filter: Int(number), input, arguments))
            case .parameter(let slot, let unlessGiven):
                if !slots[base + Int(slot)].isAbsent { counter = Int(unlessGiven) }
            case .known(let site, let behind):
                let answer = answers[sites + Int(site)]
                if !answer.isAbsent {
                    stack.append(answer)
                    counter = Int(behind)
                }
            case .remember(let site): answers[sites + Int(site)] = stack[stack.count - 1]
            case .pop: stack.removeLast()
            case .end: return
            default:
                frames[this].counter = counter
                try step(instruction, template, unit, base)
                if frames.count - 1 != this { return }
            }
        }
    }

    mutating func take(_ count: Int) -> [Value] {
        let values = Array(stack.suffix(count))
        stack.removeLast(count)
        return values
    }
}
