/// What a template can see. Pages are `Encodable` structs; `Value(encoding:)` turns one into this.
package enum Value: Sendable {
    /// Jinja's none. Not called so: an optional value has a `.none` too, and Swift would take that.
    case null
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    /// Text that is HTML already and is not escaped again.
    case markup(String)
    case list([Value])
    case tuple([Value])
    case record(Record)
    /// A name nobody defined, with the words that say which. Using it is an error; asking whether it
    /// is defined is not.
    case undefined(String)
    /// A function, a macro, a loop: what only a template can make.
    case object(Object)

    /// An argument that was not given; never seen by a template.
    static let absent = Value.undefined("")

    var isAbsent: Bool {
        if case .undefined(let name) = self { name.isEmpty } else { false }
    }

    var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }
}

/// HTML that is finished: the one type that is not escaped.
package struct Markup: Sendable, Equatable, Encodable, TemplateValue {
    package let html: String

    /// Says that `html` needs no escaping; whoever writes this line answers for it.
    package init(html: String) { self.html = html }

    /// Text made into HTML by escaping it.
    package init(escaping text: String) {
        var output = Output()
        output.escape(text)
        html = output.string(from: 0)
    }

    package var templateValue: Value { .markup(html) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(html)
    }
}

/// A value that says itself what templates see of it, instead of being encoded field by field.
package protocol TemplateValue: Encodable {
    var templateValue: Value { get }
}

/// What exists only while a template is rendered.
package struct Object: Sendable {
    enum Kind: Sendable {
        case function(Int)
        case macro(Macro)
        case namespace(Int)
        case loop(LoopSnapshot)
    }

    let kind: Kind
}

/// A macro, or the body of a `call`: its code, the context it was defined in and the locals it uses.
final class Macro: Sendable {
    /// The number of its template within the page's library.
    let template: Int
    let unit: Unit
    let context: Int
    let captured: [Value]

    init(template: Int, unit: Unit, context: Int, captured: [Value]) {
        (self.template, self.unit, self.context, self.captured) = (template, unit, context, captured)
    }
}

/// `loop` as a value of its own, as it was when it was taken.
final class LoopSnapshot: Sendable {
    let items: [Value]
    let index: Int
    let depth: Int

    init(items: [Value], index: Int, depth: Int) {
        (self.items, self.index, self.depth) = (items, index, depth)
    }
}
