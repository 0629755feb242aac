/// One unit at work: a template, a block, a macro.
struct Frame {
    enum Ending {
        /// What it wrote stays where it is.
        case written
        /// What it wrote since becomes a value on the stack.
        case value(since: Int)
        /// Its output is dropped, and what it defined becomes a value on the stack.
        case module(since: Int, cache: Int?)
    }

    let template: Template
    /// The template's number within the library.
    let number: Int
    let unit: Unit
    var counter = 0
    let slots: Int
    let context: Int
    /// Where the variables of this template begin within the context; earlier ones are not its own.
    var variables = 0
    /// How many variables the context keeps when this frame ends, if it brought some along.
    var keptVariables: Int?
    let inheritance: Int
    /// The place of a block among those of its name.
    var block = 0
    /// The layout this template extends, rendered when the template is through.
    var parent: Int?
    var macro: Macro?
    let ending: Ending
    let sites: Int
}

/// The variables that templates write, above the values the page was given.
struct Context {
    let root: Record?
    var variables: [(symbol: Int32, value: Value)] = []
}

struct LoopState {
    let items: [Value]
    var index = 0
    let depth: Int
    var seen: [Value]?
}

/// Which blocks a page has: those of the page before those of its layout.
struct Inheritance {
    var blocks: [(symbol: Int32, template: Int, unit: Unit)] = []
    var depth = 0
}

/// A call of a function with one text.
struct AskedText: Hashable {
    let function: Int
    let text: String
}

/// Where a name was found last time at one place of a template.
struct Site {
    var shape = 0
    var place = 0
}
