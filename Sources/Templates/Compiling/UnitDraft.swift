/// A unit while it is compiled.
struct UnitDraft {
    enum Kind { case main, block, macro, callBody, recursiveLoop }

    enum Place {
        case slot(Int32)
        /// The `loop` of the loop that is the n-th from outside in this unit.
        case loop(Int32)
        /// The macro that is running, by its own name.
        case own
    }

    struct Scope {
        var names: [String: Place] = [:]
    }

    let kind: Kind
    let name: String
    var code: [Instruction] = []
    var offsets: [Int32] = []
    var scopes: [Scope] = []
    var nextSlot: Int32 = 0
    var slotCount = 0
    var openLoops: Int32 = 0
    var parameters: [String] = []
    var captures: [(name: String, slot: Int32)] = []
    var callerSlot: Int?
    var extraPositionalSlot: Int?
    var extraNamedSlot: Int?
    var depthSlot: Int?
    /// In a template that extends another, what stands outside of blocks is not written.
    var isMuted = false

    init(_ kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }

    mutating func slot() -> Int32 {
        defer { nextSlot += 1 }
        slotCount = max(slotCount, Int(nextSlot) + 1)
        return nextSlot
    }

    func place(of name: String) -> Place? {
        for scope in scopes.reversed() {
            if let place = scope.names[name] { return place }
        }
        return nil
    }

    /// Names written at the top of a template belong to its context: blocks and layouts see them.
    var isTop: Bool { kind == .main && scopes.isEmpty }
}

/// What the units of one template refer to by number.
struct Pools {
    var text: [UInt8] = []
    var constants: [Value] = []
    var names: [String] = []
    var nameSymbols: [Int32] = []
    var argumentNames: [[String]] = [[]]
    var locals: [[LocalName]] = [[]]
    var sites: Int32 = 0
    var references: [(name: String, offset: Int)] = []
    private var numbers: [String: Int32] = [:]

    mutating func name(_ name: String, _ symbols: Symbols) -> Int32 {
        if let number = numbers[name] { return number }
        let number = Int32(names.count)
        numbers[name] = number
        names.append(name)
        nameSymbols.append(symbols.number(of: name))
        return number
    }

    mutating func constant(_ value: Value) -> Int32 {
        constants.append(value)
        return Int32(constants.count - 1)
    }

    mutating func argumentNames(_ names: [String]) -> Int32 {
        if let number = argumentNames.firstIndex(of: names) { return Int32(number) }
        argumentNames.append(names)
        return Int32(argumentNames.count - 1)
    }

    mutating func locals(_ list: [LocalName]) -> Int32 {
        guard !list.isEmpty else { return 0 }
        locals.append(list)
        return Int32(locals.count - 1)
    }

    mutating func site() -> Int32 {
        defer { sites += 1 }
        return sites
    }
}
