/// Runs the flat programs of a page into one buffer. Calls are frames on a list and not on the stack, so
/// that no template can exhaust it.
struct Renderer: ~Copyable {
    let snapshot: Snapshot
    let registry: Registry
    let ambient: any Sendable
    var output = Output(capacity: 32_768)
    var stack: [Value] = []
    var slots: [Value] = []
    var loops: [LoopState] = []
    var frames: [Frame] = []
    var contexts: [Context]
    var inheritances: [Inheritance] = []
    var namespaces: [[String: Value]] = []
    var captures: [Int] = []
    var sites: [Site] = []
    /// What calls with nothing but constants answered, by the number of their site.
    var answers: [Value] = []
    /// What functions of one text answered.
    var answered: [AskedText: Value] = [:]
    var siteStarts: [Int]
    /// Modules imported without context, by template: each runs once a page.
    var modules: [Int: Value] = [:]

    static let frameLimit = 200

    /// Throws when the context is not a record.
    init(_ snapshot: Snapshot, _ context: Value, _ ambient: any Sendable) throws {
        self.snapshot = snapshot
        registry = snapshot.registry
        self.ambient = ambient
        switch context {
        case .record(let record): contexts = [Context(root: record)]
        case .null: contexts = [Context(root: nil)]
        default: throw Fault.wrong("a template is given a record of values, not \(context.kindName)")
        }
        siteStarts = Array(repeating: -1, count: snapshot.templates.count)
        stack.reserveCapacity(32)
        slots.reserveCapacity(64)
    }

    mutating func render(_ number: Int) throws -> [UInt8] {
        try enter(template: number, context: 0, ending: .written, at: 0)
        do {
            try run()
        } catch let fault as Fault {
            throw located(fault)
        }
        return output.bytes
    }

    private func located(_ fault: Fault) -> any Error {
        guard let frame = frames.last else {
            return TemplateError(kind: fault.kind, message: fault.message, template: "", line: 0, column: 0, source: "")
        }
        let place = max(0, min(frame.counter - 1, frame.unit.offsets.count - 1))
        let offset = frame.unit.offsets.isEmpty ? 0 : Int(frame.unit.offsets[place])
        return frame.template.source.error(fault.kind, fault.message, at: offset)
    }

    // MARK: - Frames

    mutating func enter(
        template number: Int, context: Int, ending: Frame.Ending, at variables: Int, kept: Int? = nil
    ) throws {
        inheritances.append(Inheritance())
        let inheritance = inheritances.count - 1
        register(number, in: inheritance)
        try push(number, snapshot.templates[number].main, context, inheritance, ending)
        frames[frames.count - 1].variables = variables
        frames[frames.count - 1].keptVariables = kept
    }

    mutating func register(_ number: Int, in inheritance: Int) {
        for block in snapshot.templates[number].blocks {
            inheritances[inheritance].blocks.append((block.symbol, number, block.unit))
        }
    }

    mutating func push(
        _ number: Int, _ unit: Unit, _ context: Int, _ inheritance: Int, _ ending: Frame.Ending
    ) throws {
        guard frames.count < Renderer.frameLimit else {
            throw Fault.wrong("templates, blocks or macros call one another without end")
        }
        let template = snapshot.templates[number]
        // Each template of a page has its own part of `sites`.
        if siteStarts[number] < 0 {
            siteStarts[number] = sites.count
            for _ in 0..<template.sites {
                sites.append(Site())
                answers.append(.absent)
            }
        }
        frames.append(
            Frame(
                template: template, number: number, unit: unit, slots: slots.count, context: context,
                inheritance: inheritance, ending: ending, sites: siteStarts[number]))
        for _ in 0..<unit.slots { slots.append(.null) }
    }

    /// Ends the innermost frame, or lets it go on as the layout it extends.
    mutating func leave() throws {
        guard let frame = frames.last else { return }
        if let parent = frame.parent {
            inheritances[frame.inheritance].depth += 1
            guard inheritances[frame.inheritance].depth < 50 else { throw Fault.wrong("layouts extend one another") }
            register(parent, in: frame.inheritance)
            frames.removeLast()
            slots.removeLast(frame.unit.slots)
            try push(parent, snapshot.templates[parent].main, frame.context, frame.inheritance, frame.ending)
            frames[frames.count - 1].variables = frame.variables
            frames[frames.count - 1].keptVariables = frame.keptVariables
            return
        }
        switch frame.ending {
        case .written: break
        case .value(let start):
            stack.append(.markup(output.string(from: start)))
            output.cut(to: start)
        case .module(let start, let cache):
            output.cut(to: start)
            let module = exports(of: frame)
            if let cache { modules[cache] = module }
            stack.append(module)
        }
        if let kept = frame.keptVariables {
            contexts[frame.context].variables.removeLast(contexts[frame.context].variables.count - kept)
        }
        frames.removeLast()
        slots.removeLast(frame.unit.slots)
    }

    private func exports(of frame: Frame) -> Value {
        let own = contexts[frame.context].variables[frame.variables...]
        return .record(Record(own.map { (registry.symbols.name(of: $0.symbol), $0.value) }))
    }
}
