extension Renderer {
    /// Writes a value, escaped unless it is markup.
    @inline(__always)
    mutating func write(_ value: Value) throws {
        switch value {
        case .string(let text): output.escape(text)
        case .markup(let html): output.append(html)
        case .int(let number): output.append(number)
        default: try writeOther(value)
        }
    }

    @inline(never)
    private mutating func writeOther(_ value: Value) throws {
        if registry.dialect == .pages {
            switch value {
            case .null, .list, .tuple, .record: throw Fault.wrong("\(value.kindName) cannot be printed")
            default: break
            }
        }
        output.escape(try value.text())
    }

    @inline(__always)
    mutating func writeAttribute(_ slot: Int, _ template: Template, _ name: Int, _ site: Int) throws {
        if case .record(let record) = slots[slot], sites[site].shape == record.shape.id {
            try write(record.values[sites[site].place])
        } else {
            try write(attribute(slots[slot], template, name, site))
        }
    }

    @inline(__always)
    mutating func attribute(_ operand: Value, _ template: Template, _ name: Int, _ site: Int) throws -> Value {
        if case .record(let record) = operand {
            if sites[site].shape == record.shape.id { return record.values[sites[site].place] }
            if let place = record.shape.position(of: template.names[name]) {
                sites[site] = Site(shape: record.shape.id, place: place)
                return record.values[place]
            }
        }
        return try otherAttribute(operand, template.names[name])
    }

    @inline(never)
    private func otherAttribute(_ operand: Value, _ name: String) throws -> Value {
        switch operand {
        case .undefined(let name): throw Fault.undefined(name)
        case .object(let object):
            switch object.kind {
            case .namespace(let number): return namespaces[number][name] ?? .undefined("“\(name)” of the namespace")
            case .loop(let loop):
                if let field = LoopField(rawValue: name) {
                    return LoopState(items: loop.items, index: loop.index, depth: loop.depth).field(field)
                }
            case .macro(let macro) where name == "name": return .string(macro.unit.name)
            case .macro, .function: break
            }
        case .tuple(let items) where items.count == 2 && name == "grouper": return items[0]
        case .tuple(let items) where items.count == 2 && name == "list": return items[1]
        default: break
        }
        return .undefined("“\(name)” of \(operand.kindName)")
    }

    /// A name of the context: what templates set comes before what the page was given.
    mutating func global(_ template: Template, _ number: Int, _ site: Int, _ context: Int, _ own: Int) -> Value {
        if !contexts[context].variables.isEmpty {
            let symbol = template.symbols[number]
            if let found = contexts[context].variables.last(where: { $0.symbol == symbol }) { return found.value }
        }
        if let root = contexts[context].root {
            if sites[site].shape == root.shape.id { return root.values[sites[site].place] }
            if let place = root.shape.position(of: template.names[number]) {
                sites[site] = Site(shape: root.shape.id, place: place)
                return root.values[place]
            }
        }
        let name = template.names[number]
        if let function = registry.functions.numbers[name] { return .object(Object(kind: .function(function))) }
        return .undefined("“\(name)”")
    }

    mutating func store(_ value: Value, _ symbol: Int32) {
        let frame = frames[frames.count - 1]
        let own = contexts[frame.context].variables[frame.variables...]
        if let place = own.lastIndex(where: { $0.symbol == symbol }) {
            contexts[frame.context].variables[place].value = value
        } else {
            contexts[frame.context].variables.append((symbol, value))
        }
    }

    mutating func storeMember(_ name: String) throws {
        let space = stack.removeLast()
        let value = stack.removeLast()
        guard case .object(let object) = space, case .namespace(let number) = object.kind else {
            throw Fault.wrong("only a namespace takes values, not \(space.kindName)")
        }
        namespaces[number][name] = value
    }

    mutating func unpack(_ count: Int) throws {
        let items = try stack.removeLast().items()
        guard items.count == count else {
            throw Fault.wrong("\(count) values were expected here, not \(items.count)")
        }
        stack.append(contentsOf: items.reversed())
    }
}
