/// What a registered function is called with.
package struct Call: Sendable {
    package let arguments: [Value]
    package let named: [String: Value]
    /// What `render` was given for functions: who reads, in which language and zone, at what time.
    package let ambient: any Sendable

    package init(arguments: [Value], named: [String: Value] = [:], ambient: any Sendable) {
        self.arguments = arguments
        self.named = named
        self.ambient = ambient
    }
}

/// A function that templates can call: URL, asset, translation, date, money, icon. It is given defined
/// values only. What it throws becomes an error with the place of the call. Its answer depends on the call
/// alone: the same call may be made once a page.
package typealias Function = @Sendable (Call) throws -> Value

/// How strict a library is beyond what Jinja asks.
package enum Dialect: Sendable {
    /// For our own pages: a call of something that is no function, macro or local is refused when the
    /// template is read; printing none, a list or a mapping is an error.
    case pages
    /// As Jinja does it: calls are looked up when they are made, and everything prints as in Python.
    case jinja
}

/// Filters, tests and functions by number, and the numbers of names.
final class Registry: Sendable {
    struct Table<Entry: Sendable>: Sendable {
        let numbers: [String: Int]
        let all: [Entry]

        init(_ entries: [(String, Entry)]) {
            all = entries.map(\.1)
            numbers = Dictionary(
                entries.enumerated().map { ($1.0, $0) }, uniquingKeysWith: { _, later in later })
        }
    }

    let dialect: Dialect
    let filters: Table<Filter>
    let tests: Table<Test>
    let functions: Table<Function>
    let symbols = Symbols()

    init(functions: [String: Function], dialect: Dialect) {
        self.dialect = dialect
        filters = Table(Filter.all)
        tests = Table(Test.all)
        self.functions = Table(Functions.all + functions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    func apply(filter number: Int, _ input: Value, _ arguments: [Value]) throws -> Value {
        let filter = filters.all[number]
        if !filter.takesUndefined {
            if case .undefined(let name) = input { throw Fault.undefined(name) }
            for case .undefined(let name) in arguments where !name.isEmpty { throw Fault.undefined(name) }
        }
        if arguments.isEmpty, let plain = filter.plain { return try plain(input) }
        return try filter.body(FilterCall(input: input, arguments: arguments, registry: self))
    }

    func apply(test number: Int, _ input: Value, _ arguments: [Value]) throws -> Bool {
        let test = tests.all[number]
        if !test.takesUndefined {
            let isAsked = dialect == .jinja && test.asksForKind
            if case .undefined(let name) = input, !isAsked { throw Fault.undefined(name) }
            for case .undefined(let name) in arguments { throw Fault.undefined(name) }
        }
        guard arguments.count == test.parameters.count else {
            throw Fault.wrong("the test takes \(test.parameters.count) arguments, not \(arguments.count)")
        }
        return try test.body(input, arguments, self)
    }
}

/// A filter: `value|name(arguments)`.
final class Filter: Sendable {
    typealias Body = @Sendable (FilterCall) throws -> Value

    let parameters: [String]
    /// Takes any number of arguments after the named ones.
    let isOpen: Bool
    /// Which argument is the name of a filter, and which of a test.
    let filterName: Int?
    let testName: Int?
    let takesUndefined: Bool
    /// What it does when it is given no arguments, where that is worth a way of its own.
    let plain: (@Sendable (Value) throws -> Value)?
    let body: Body

    init(
        _ parameters: [String] = [], isOpen: Bool = false, filterName: Int? = nil, testName: Int? = nil,
        takesUndefined: Bool = false, plain: (@Sendable (Value) throws -> Value)? = nil, body: @escaping Body
    ) {
        self.parameters = parameters
        self.isOpen = isOpen
        self.filterName = filterName
        self.testName = testName
        self.takesUndefined = takesUndefined
        self.plain = plain
        self.body = body
    }

    /// One that takes no arguments at all.
    convenience init(plain: @escaping @Sendable (Value) throws -> Value) {
        self.init(plain: plain) { try plain($0.input) }
    }
}

struct FilterCall {
    let input: Value
    /// In the order of the filter's parameters; `.absent` where none was given.
    let arguments: [Value]
    let registry: Registry

    /// The argument at `place`, `nil` when it was not given.
    func given(_ place: Int) -> Value? {
        place < arguments.count && !arguments[place].isAbsent ? arguments[place] : nil
    }

    func int(_ place: Int, _ standard: Int, in range: ClosedRange<Int> = -1_000_000...1_000_000) throws -> Int {
        guard let value = given(place) else { return standard }
        let number: Int? =
            switch value {
            case .int(let number): number
            case .bool(let value): value ? 1 : 0
            default: nil
            }
        guard let number else { throw Fault.wrong("a whole number was expected, not \(value.kindName)") }
        guard range.contains(number) else { throw Fault.wrong("the number \(number) is out of range here") }
        return number
    }

    func isTrue(_ place: Int, _ standard: Bool = false) throws -> Bool { try given(place)?.isTrue() ?? standard }

    func text(_ place: Int, _ standard: String) throws -> String { try given(place)?.text() ?? standard }
}

/// A test: `value is name(arguments)`.
final class Test: Sendable {
    typealias Body = @Sendable (Value, [Value], Registry) throws -> Bool

    let parameters: [String]
    let takesUndefined: Bool
    /// In Jinja what is undefined is simply not of that kind; on our own pages asking is an error.
    let asksForKind: Bool
    let body: Body

    init(
        _ parameters: [String] = [], takesUndefined: Bool = false, asksForKind: Bool = false, body: @escaping Body
    ) {
        (self.parameters, self.takesUndefined) = (parameters, takesUndefined)
        (self.asksForKind, self.body) = (asksForKind, body)
    }

    static func ofKind(_ holds: @escaping @Sendable (Value) throws -> Bool) -> Test {
        Test(asksForKind: true) { value, _, _ in try holds(value) }
    }

    /// One that only looks at the value.
    convenience init(_ holds: @escaping @Sendable (Value) throws -> Bool) {
        self.init { value, _, _ in try holds(value) }
    }
}
