extension Compiler {
    mutating func loop(_ loop: Loop, _ offset: Int) throws {
        guard loop.isRecursive else {
            try load(loop.items)
            try walk(loop, offset)
            return
        }
        // The loop becomes a macro of one list, which `loop(…)` calls again.
        guard !draft.isMuted else { return }
        var inner = UnitDraft(.recursiveLoop, name: "loop")
        inner.scopes = [UnitDraft.Scope()]
        drafts.append(inner)
        let items = declare(" items")
        draft.parameters = [" items"]
        draft.depthSlot = Int(draft.slot())
        emit(.local(items), offset)
        try walk(loop, offset)
        try finishClosure(offset)
        try load(loop.items)
        emit(.callEmitting(count: 1, names: 0), offset)
    }

    /// The list is on the stack.
    private mutating func walk(_ loop: Loop, _ offset: Int) throws {
        if let condition = loop.condition { try collect(loop, condition, offset) }
        let start = emit(.loopStart(ifEmpty: 0), loop.items.offset)
        let body = here
        draft.openLoops += 1
        try scope(loop.body) { compiler in
            let level = compiler.draft.openLoops - 1
            compiler.draft.scopes[compiler.draft.scopes.count - 1].names["loop"] = .loop(level)
            try compiler.item(loop.target, offset)
        }
        emit(.loopNext(body), offset)
        draft.openLoops -= 1
        guard !loop.otherwise.isEmpty else {
            patch(start, .loopStart(ifEmpty: here))
            return
        }
        let leave = emit(.jump(0), offset)
        patch(start, .loopStart(ifEmpty: here))
        try scope(loop.otherwise)
        patch(leave, .jump(here))
    }

    private mutating func item(_ target: Target, _ offset: Int) throws {
        if case .name(let name) = target {
            emit(.loopItem(slot: declare(name)), offset)
        } else {
            emit(.loopPushItem, offset)
            for name in target.names { _ = declare(name) }
            try store(target, offset)
        }
    }

    /// `for … if`: the list becomes the list of what the condition lets through.
    private mutating func collect(_ loop: Loop, _ condition: Node, _ offset: Int) throws {
        // The result grows under the items that are tried.
        let result = draft.slot()
        emit(.list(0), offset)
        emit(.store(result), offset)
        let start = emit(.loopStart(ifEmpty: 0), loop.items.offset)
        let body = here
        draft.openLoops += 1
        draft.scopes.append(UnitDraft.Scope())
        try item(loop.target, offset)
        let skip = try jumpUnless(condition)
        emit(.loopCollect(slot: result), offset)
        skip.patch(&self)
        draft.scopes.removeLast()
        emit(.loopNext(body), offset)
        draft.openLoops -= 1
        patch(start, .loopStart(ifEmpty: here))
        emit(.local(result), offset)
    }
}
