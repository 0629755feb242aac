extension Filter {
    /// Filters that apply a filter or a test to every item.
    static let choices: [(String, Filter)] = [
        (
            "map",
            Filter(["attribute", "default"], isOpen: true, filterName: 0) { call in
                let positional = call.arguments.dropFirst(2)
                if let path = call.given(0) {
                    guard positional.isEmpty else { throw Fault.wrong("“map” takes a filter or an attribute") }
                    return .list(
                        try call.input.items().map { item in
                            let value = try item.attribute(path: path)
                            if let standard = call.given(1), value.isUndefined { return standard }
                            return value
                        })
                }
                guard let name = positional.first?.plainText else { throw Fault.wrong("“map” takes a filter") }
                guard let number = call.registry.filters.numbers[name] else {
                    throw Fault(kind: .unknownName, message: "there is no filter “\(name)”")
                }
                let arguments = call.registry.placed(Array(positional.dropFirst()), for: number)
                return .list(try call.input.items().map { try call.registry.apply(filter: number, $0, arguments) })
            }
        ),
        ("select", Filter(isOpen: true, testName: 0) { try choose($0, byAttribute: false, isKept: true) }),
        ("reject", Filter(isOpen: true, testName: 0) { try choose($0, byAttribute: false, isKept: false) }),
        ("selectattr", Filter(isOpen: true, testName: 1) { try choose($0, byAttribute: true, isKept: true) }),
        ("rejectattr", Filter(isOpen: true, testName: 1) { try choose($0, byAttribute: true, isKept: false) }),
    ]

    private static func choose(_ call: FilterCall, byAttribute: Bool, isKept: Bool) throws -> Value {
        var rest = call.arguments[...]
        var path: Value?
        if byAttribute {
            guard let name = rest.popFirst() else { throw Fault.wrong("the name of an attribute is missing") }
            path = name
        }
        var test: Int?
        if let name = rest.popFirst() {
            guard let number = name.plainText.flatMap({ call.registry.tests.numbers[$0] }) else {
                throw Fault(kind: .unknownName, message: "there is no such test")
            }
            test = number
        }
        let arguments = Array(rest)
        return .list(
            try call.input.items().filter { item in
                let value = try path.map(item.attribute(path:)) ?? item
                let holds = try test.map { try call.registry.apply(test: $0, value, arguments) } ?? value.isTrue()
                return holds == isKept
            })
    }
}

extension Registry {
    /// Arguments without names, as a filter wants them: an open filter has its named ones first.
    func placed(_ arguments: [Value], for filter: Int) -> [Value] {
        let filter = filters.all[filter]
        return filter.isOpen ? filter.parameters.map { _ in .absent } + arguments : arguments
    }
}
