extension Renderer {
    mutating func startLoop(_ unit: Unit, _ base: Int) throws -> Bool {
        let items = try stack.removeLast().items()
        guard !items.isEmpty else { return false }
        var depth = 1
        if let slot = unit.depthSlot, case .int(let given) = slots[base + slot] { depth = given }
        loops.append(LoopState(items: items, depth: depth))
        return true
    }

    func loopField(_ field: LoopField, _ place: Int) -> Value { loops[place].field(field) }

    mutating func collect(into slot: Int) {
        let loop = loops[loops.count - 1]
        guard case .list(var items) = slots[slot] else { return }
        // The slot lets go first, so that the list grows where it is.
        slots[slot] = .null
        items.append(loop.items[loop.index])
        slots[slot] = .list(items)
    }

    func cycle(_ values: [Value], _ index: Int) throws -> Value {
        guard !values.isEmpty else { throw Fault.wrong("“cycle” takes the values to go through") }
        return values[index % values.count]
    }

    mutating func changed(_ values: [Value], _ place: Int) throws {
        let isSame = try loops[place].seen.map { try Value.list($0).equals(.list(values)) } ?? false
        if !isSame { loops[place].seen = values }
        stack.append(.bool(!isSame))
    }

    /// `loop(items)` in a recursive loop: the loop's own unit, one level deeper.
    mutating func recurse(_ base: Int, _ unit: Unit) throws {
        guard let macro = frames[frames.count - 1].macro, let slot = unit.depthSlot else {
            throw Fault.wrong("only a recursive loop can be called")
        }
        var depth = 1
        if case .int(let given) = slots[base + slot] { depth = given }
        let items = stack.removeLast()
        try enter(macro, [items], [], emitting: false)
        slots[frames[frames.count - 1].slots + slot] = .int(depth + 1)
    }
}

extension LoopState {
    func field(_ field: LoopField) -> Value {
        switch field {
        case .index: .int(index + 1)
        case .index0: .int(index)
        case .revindex: .int(items.count - index)
        case .revindex0: .int(items.count - index - 1)
        case .first: .bool(index == 0)
        case .last: .bool(index == items.count - 1)
        case .length: .int(items.count)
        case .depth: .int(depth)
        case .depth0: .int(depth - 1)
        case .previtem: index > 0 ? items[index - 1] : .undefined("the item before the first")
        case .nextitem: index + 1 < items.count ? items[index + 1] : .undefined("the item after the last")
        }
    }
}
