/// One step of the flat program. Jumps are absolute; slots count from the frame's base; everything
/// larger than a number lies in the template's pools.
enum Instruction: Sendable {
    case text(start: Int32, count: Int32)
    case constant(Int32)
    case local(Int32)
    case global(symbol: Int32, site: Int32)
    case attribute(name: Int32, site: Int32)
    case localAttribute(slot: Int32, name: Int32, site: Int32)
    case index
    case slice
    case list(Int32)
    case tuple(Int32)
    case map(Int32)
    case negate
    case positive
    case not
    case arithmetic(Operation)
    case compare(Comparison)
    case concatenate(Int32)
    case pop
    /// Writes the value on top; the others write a value without moving it.
    case emit
    case emitLocal(Int32)
    case emitGlobal(symbol: Int32, site: Int32)
    case emitLocalAttribute(slot: Int32, name: Int32, site: Int32)

    case jump(Int32)
    case jumpIfFalse(Int32)
    /// `and`, `or`: the value stays when it decides.
    case jumpIfFalseKeeping(Int32)
    case jumpIfTrueKeeping(Int32)
    /// Skips the jump that follows when the attribute is true.
    case skipIfLocalAttribute(slot: Int32, name: Int32, site: Int32)

    case store(Int32)
    case storeKeeping(Int32)
    case storeGlobal(symbol: Int32)
    case storeMember(name: Int32)
    case unpack(Int32)
    case parameter(slot: Int32, unlessGiven: Int32)

    case filter(Int32)
    case filterWith(Int32, count: Int32)
    case test(Int32, count: Int32)
    case function(Int32, count: Int32, names: Int32)
    /// Brings what an earlier call here answered and jumps behind the call.
    case known(site: Int32, behind: Int32)
    /// Keeps the value on top as the answer of the call here.
    case remember(site: Int32)
    case call(count: Int32, names: Int32)
    case callEmitting(count: Int32, names: Int32)
    case method(name: Int32, count: Int32, names: Int32)
    case methodEmitting(name: Int32, count: Int32, names: Int32)
    case namespace(names: Int32)
    case closure(unit: Int32, captures: Int32)
    case ownMacro

    case loopStart(ifEmpty: Int32)
    case loopItem(slot: Int32)
    case loopPushItem
    case loopNext(Int32)
    /// Adds the item to the list in the slot.
    case loopCollect(slot: Int32)
    case loopField(LoopField, up: Int32)
    case loopValue(up: Int32)
    case loopCycle(count: Int32, up: Int32)
    case loopChanged(count: Int32, up: Int32)
    case recurse

    case beginCapture
    case endCapture
    case block(name: Int32)
    case blockValue(name: Int32)
    case scopedBlock(name: Int32, locals: Int32)
    case superBlock
    case extends
    case include(ignoresMissing: Bool, withContext: Bool, locals: Int32)
    case importModule(withContext: Bool, locals: Int32)
    case importName(Int32)
    case requiredBlock(name: Int32)
    case end
}

enum LoopField: String, Sendable, CaseIterable {
    case index, index0, revindex, revindex0, first, last, length, depth, depth0, previtem, nextitem
}

/// A piece of a template that runs in a frame of its own: the template itself, a block, a macro.
final class Unit: Sendable {
    let name: String
    let code: [Instruction]
    /// Where in the source each instruction comes from.
    let offsets: [Int32]
    let slots: Int
    let parameters: [String]
    let capturedSlots: [Int]
    let callerSlot: Int?
    let extraPositionalSlot: Int?
    let extraNamedSlot: Int?
    /// It takes more than its parameters: a `caller`, `varargs` or `kwargs`.
    let takesMore: Bool
    /// The hidden slot of a recursive loop's depth.
    let depthSlot: Int?

    init(_ draft: UnitDraft) {
        name = draft.name
        code = draft.code
        offsets = draft.offsets
        slots = draft.slotCount
        parameters = draft.parameters
        capturedSlots = draft.captures.map { Int($0.slot) }
        callerSlot = draft.callerSlot
        extraPositionalSlot = draft.extraPositionalSlot
        extraNamedSlot = draft.extraNamedSlot
        depthSlot = draft.depthSlot
        takesMore = callerSlot != nil || extraPositionalSlot != nil || extraNamedSlot != nil
    }
}

/// One compiled template: its units and what they refer to by number. Not checked for sharing only because
/// of the pointer to its text, which nobody writes after `init`.
final class Template: @unchecked Sendable {
    let source: Source
    let main: Unit
    let units: [Unit]
    let blocks: [(symbol: Int32, unit: Unit)]
    /// All text of the template; lives as long as the template.
    let text: UnsafeBufferPointer<UInt8>
    let constants: [Value]
    let names: [String]
    let symbols: [Int32]
    let argumentNames: [[String]]
    let locals: [[LocalName]]
    let sites: Int
    /// The templates it names in full and cannot do without.
    let references: [(name: String, offset: Int)]

    init(source: Source, main: Unit, units: [Unit], blocks: [(Int32, Unit)], pools: Pools) {
        self.source = source
        self.main = main
        self.units = units
        self.blocks = blocks
        let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: pools.text.count)
        _ = text.initialize(from: pools.text)
        self.text = UnsafeBufferPointer(text)
        constants = pools.constants
        names = pools.names
        symbols = pools.nameSymbols
        argumentNames = pools.argumentNames
        locals = pools.locals
        sites = Int(pools.sites)
        references = pools.references
    }

    deinit { text.deallocate() }
}

/// A local that an included template or a scoped block may see under its name.
struct LocalName: Sendable {
    let symbol: Int32
    let slot: Int32
    /// `loop` has no slot; it is taken from the loops.
    let isLoop: Bool
    let up: Int32
}
