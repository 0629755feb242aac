/// An expression and where it stands.
struct Node: Sendable {
    let kind: Expression
    let offset: Int
    /// How many expressions are inside one another here; the parser keeps it small.
    let height: Int

    var isConstant: Bool {
        if case .constant = kind { true } else { false }
    }
}

indirect enum Expression: Sendable {
    case constant(Value)
    case name(String)
    case attribute(Node, String)
    case index(Node, Node)
    case slice(Node, Node?, Node?, Node?)
    case list([Node])
    case tuple([Node])
    case map([(Node, Node)])
    case negative(Node)
    case positive(Node)
    case not(Node)
    case and(Node, Node)
    case or(Node, Node)
    case arithmetic(Operation, Node, Node)
    case compare(Node, [(Comparison, Node)])
    case concatenation([Node])
    case conditional(Node, then: Node, otherwise: Node?)
    case filter(Node, String, Arguments)
    case test(Node, String, Arguments)
    case call(Node, Arguments)
    /// What a `filter` block has collected; only as the innermost operand of its filters.
    case collected
}

struct Arguments: Sendable {
    var positional: [Node] = []
    var named: [(name: String, value: Node)] = []

    var nodes: [Node] { positional + named.map(\.value) }
}

struct Statement: Sendable {
    let kind: StatementKind
    let offset: Int
}

indirect enum StatementKind: Sendable {
    case text(Range<Int>)
    case output(Node)
    case condition([(test: Node, body: [Statement])], otherwise: [Statement])
    case loop(Loop)
    case set(Target, Node)
    case capture(Target, Node?, [Statement])
    case with([(Target, Node)], [Statement])
    case include(Node, ignoresMissing: Bool, withContext: Bool)
    case extends(Node)
    case block(Block)
    case macro(MacroDefinition)
    case call(Node, MacroDefinition)
    case filter(Node, [Statement])
    case importAll(Node, as: String, withContext: Bool)
    case importNames(Node, [(name: String, alias: String)], withContext: Bool)
    /// `{% autoescape true %}`: a scope and nothing else, since escaping is always on.
    case scope([Statement])
}

struct Loop: Sendable {
    let target: Target
    let items: Node
    let condition: Node?
    let isRecursive: Bool
    let body: [Statement]
    let otherwise: [Statement]
}

struct Block: Sendable {
    let name: String
    let isScoped: Bool
    let isRequired: Bool
    let body: [Statement]
}

struct MacroDefinition: Sendable {
    let name: String
    let parameters: [(name: String, standard: Node?)]
    let body: [Statement]
}

indirect enum Target: Sendable {
    case name(String)
    case tuple([Target])
    case member(String, String)

    var names: [String] {
        switch self {
        case .name(let name): [name]
        case .tuple(let targets): targets.flatMap(\.names)
        case .member: []
        }
    }
}
