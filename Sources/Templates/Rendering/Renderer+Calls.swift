extension Renderer {
    mutating func arguments(_ count: Int, _ names: [String]) throws -> ([Value], [String: Value]) {
        let all = take(count)
        for case .undefined(let name) in all { throw Fault.undefined(name) }
        guard !names.isEmpty else { return (all, [:]) }
        let named = Dictionary(zip(names, all.suffix(names.count)), uniquingKeysWith: { _, later in later })
        return (Array(all.dropLast(names.count)), named)
    }

    func call(function number: Int, _ arguments: [Value], _ named: [String: Value]) throws -> Value {
        do {
            return try registry.functions.all[number](Call(arguments: arguments, named: named, ambient: ambient))
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault.wrong("\(error)")
        }
    }

    /// A function of one text is asked once a page for each text: rows repeat their states, names and icons.
    mutating func call(function number: Int) throws {
        let argument = stack.removeLast()
        guard case .string(let text) = argument else {
            if case .undefined(let name) = argument { throw Fault.undefined(name) }
            stack.append(try call(function: number, [argument], [:]))
            return
        }
        let asked = AskedText(function: number, text: text)
        if let answer = answered[asked] {
            stack.append(answer)
            return
        }
        let answer = try call(function: number, [argument], [:])
        answered[asked] = answer
        stack.append(answer)
    }

    /// The callee lies under its arguments.
    mutating func call(_ count: Int, _ names: [String], emitting: Bool) throws {
        let all = take(count)
        let callee = stack.removeLast()
        try call(callee, all, names, emitting)
    }

    private mutating func call(_ callee: Value, _ all: [Value], _ names: [String], _ emitting: Bool) throws {
        guard case .object(let object) = callee else {
            if case .undefined(let name) = callee { throw Fault.undefined(name) }
            throw Fault.wrong("\(callee.kindName) cannot be called")
        }
        switch object.kind {
        case .macro(let macro): try enter(macro, all, names, emitting: emitting)
        case .function(let number):
            stack.append(contentsOf: all)
            let (arguments, named) = try arguments(all.count, names)
            let result = try call(function: number, arguments, named)
            if emitting { try write(result) } else { stack.append(result) }
        case .namespace, .loop: throw Fault.wrong("\(callee.kindName) cannot be called")
        }
    }

    /// A callable that `x.name` holds, or one of the few methods that texts and mappings have.
    mutating func call(method name: String, _ count: Int, _ names: [String], emitting: Bool) throws {
        let all = take(count)
        let operand = stack.removeLast()
        if case .undefined(let name) = operand { throw Fault.undefined(name) }
        if case .record(let record) = operand, let member = record[name] {
            if case .object = member {
                try call(member, all, names, emitting)
                return
            }
            guard Methods.ofMappings.contains(name) else { throw Fault.wrong("\(member.kindName) cannot be called") }
        }
        if case .object(let object) = operand {
            if case .namespace(let number) = object.kind, let member = namespaces[number][name] {
                try call(member, all, names, emitting)
                return
            }
            if case .loop(let loop) = object.kind, name == "cycle", names.isEmpty {
                let result = try cycle(all, loop.index)
                if emitting { try write(result) } else { stack.append(result) }
                return
            }
        }
        guard names.isEmpty else { throw Fault.wrong("“\(name)” takes no named arguments") }
        let result = try Methods.call(name, operand, all)
        if emitting { try write(result) } else { stack.append(result) }
    }

    mutating func enter(_ macro: Macro, _ all: [Value], _ names: [String], emitting: Bool) throws {
        let unit = macro.unit
        let positional = all.count - names.count
        guard positional <= unit.parameters.count || unit.extraPositionalSlot != nil else {
            throw Fault.wrong("“\(unit.name)” takes at most \(unit.parameters.count) arguments, not \(positional)")
        }
        let ending: Frame.Ending = emitting ? .written : .value(since: output.count)
        try push(macro.template, unit, macro.context, frames[frames.count - 1].inheritance, ending)
        let frame = frames.count - 1
        let base = frames[frame].slots
        frames[frame].macro = macro
        for place in unit.parameters.indices { slots[base + place] = place < positional ? all[place] : .absent }
        if unit.takesMore {
            try bindMore(unit, base, all, names)
        } else if !names.isEmpty {
            for (name, value) in zip(names, all.suffix(names.count)) {
                guard let place = unit.parameters.firstIndex(of: name) else {
                    throw misused(unit, "has no parameter “\(name)”")
                }
                try bind(unit, base + place, name, value)
            }
        }
        for (slot, value) in zip(unit.capturedSlots, macro.captured) { slots[base + slot] = value }
    }

    private mutating func bind(_ unit: Unit, _ slot: Int, _ name: String, _ value: Value) throws {
        guard slots[slot].isAbsent else { throw misused(unit, "is given “\(name)” twice") }
        slots[slot] = value
    }

    /// What goes to `caller`, `varargs` and `kwargs`.
    private mutating func bindMore(_ unit: Unit, _ base: Int, _ all: [Value], _ names: [String]) throws {
        if let slot = unit.callerSlot { slots[base + slot] = .undefined("“caller”: this was not called by “call”") }
        if let slot = unit.extraPositionalSlot {
            slots[base + slot] = .tuple(Array(all.dropLast(names.count).dropFirst(unit.parameters.count)))
        }
        var extra: [(String, Value)] = []
        for (name, value) in zip(names, all.suffix(names.count)) {
            if let place = unit.parameters.firstIndex(of: name) {
                try bind(unit, base + place, name, value)
            } else if name == "caller", let slot = unit.callerSlot {
                slots[base + slot] = value
            } else if unit.extraNamedSlot != nil {
                extra.append((name, value))
            } else {
                throw misused(unit, "has no parameter “\(name)”")
            }
        }
        if let slot = unit.extraNamedSlot { slots[base + slot] = .record(Record(extra)) }
    }

    /// The error belongs to the caller, whose frame is the one below.
    private mutating func misused(_ unit: Unit, _ what: String) -> Fault {
        let frame = frames.removeLast()
        slots.removeLast(frame.unit.slots)
        return Fault.wrong("“\(unit.name)” \(what)")
    }
}
