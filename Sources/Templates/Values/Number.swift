import Glibc

/// A number of a template: whole, or with a fraction. Booleans count as 0 and 1, as in Python.
enum Number {
    case whole(Int)
    case fraction(Double)

    var double: Double {
        switch self {
        case .whole(let value): Double(value)
        case .fraction(let value): value
        }
    }

    var value: Value {
        switch self {
        case .whole(let value): .int(value)
        case .fraction(let value): .float(value)
        }
    }

    func equals(_ other: Number) -> Bool {
        switch (self, other) {
        case (.whole(let left), .whole(let right)): left == right
        case (.whole(let whole), .fraction(let fraction)), (.fraction(let fraction), .whole(let whole)):
            Int(exactly: fraction) == whole
        case (.fraction(let left), .fraction(let right)): left == right
        }
    }

    func precedes(_ other: Number) -> Bool {
        if case .whole(let left) = self, case .whole(let right) = other { left < right } else { double < other.double }
    }
}

enum Operation: Sendable {
    case add, subtract, multiply, divide, floorDivide, modulo, power
}

extension Value {
    var number: Number? {
        switch self {
        case .int(let value): .whole(value)
        case .float(let value): .fraction(value)
        case .bool(let value): .whole(value ? 1 : 0)
        default: nil
        }
    }

    static func compute(_ operation: Operation, _ left: Value, _ right: Value) throws -> Value {
        if let a = left.number, let b = right.number { return try compute(operation, a, b).value }
        switch (operation, left, right) {
        case (_, .undefined(let name), _), (_, _, .undefined(let name)): throw Fault.undefined(name)
        case (.add, .string(let a), .string(let b)): return .string(a + b)
        case (.add, .markup, .markup), (.add, .markup, .string), (.add, .string, .markup):
            return .markup(try left.escaped() + right.escaped())
        case (.add, .list(let a), .list(let b)): return .list(a + b)
        case (.add, .tuple(let a), .tuple(let b)): return .tuple(a + b)
        case (.multiply, let repeated, .int(let count)), (.multiply, .int(let count), let repeated):
            return try repeated.repeated(max(0, count))
        default: throw Fault.wrong("\(left.kindName) and \(right.kindName) do not go together here")
        }
    }

    /// What one repetition may produce; a template that asks for more is broken.
    static let sizeLimit = 10_000_000

    private func repeated(_ count: Int) throws -> Value {
        func checked(_ size: Int) throws {
            let (total, overflow) = size.multipliedReportingOverflow(by: count)
            guard !overflow, total <= Value.sizeLimit else { throw Fault.wrong("the result is too long") }
        }
        switch self {
        case .string(let text):
            try checked(text.utf8.count)
            return .string(String(repeating: text, count: count))
        case .markup(let text):
            try checked(text.utf8.count)
            return .markup(String(repeating: text, count: count))
        case .list(let items):
            try checked(items.count)
            return .list(Array(repeatElement(items, count: count).joined()))
        case .tuple(let items):
            try checked(items.count)
            return .tuple(Array(repeatElement(items, count: count).joined()))
        default: throw Fault.wrong("\(kindName) cannot be repeated")
        }
    }

    private static func compute(_ operation: Operation, _ left: Number, _ right: Number) throws -> Number {
        guard case .whole(let a) = left, case .whole(let b) = right else {
            return .fraction(try compute(operation, left.double, right.double))
        }
        let (result, overflow): (Int, Bool)
        switch operation {
        case .add: (result, overflow) = a.addingReportingOverflow(b)
        case .subtract: (result, overflow) = a.subtractingReportingOverflow(b)
        case .multiply: (result, overflow) = a.multipliedReportingOverflow(by: b)
        case .divide:
            guard b != 0 else { throw Fault.wrong("division by zero") }
            return .fraction(Double(a) / Double(b))
        case .floorDivide:
            guard b != 0 else { throw Fault.wrong("division by zero") }
            let (quotient, tooLarge) = a.dividedReportingOverflow(by: b)
            (result, overflow) = (tooLarge || a % b == 0 || (a < 0) == (b < 0) ? quotient : quotient - 1, tooLarge)
        case .modulo:
            guard b != 0 else { throw Fault.wrong("division by zero") }
            let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
            (result, overflow) = (rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest, false)
        case .power:
            guard b >= 0 else { return .fraction(try compute(.power, Double(a), Double(b))) }
            (result, overflow) = power(a, b)
        }
        guard !overflow else { throw Fault.wrong("the number is out of range") }
        return .whole(result)
    }

    private static func compute(_ operation: Operation, _ a: Double, _ b: Double) throws -> Double {
        switch operation {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .divide, .floorDivide, .modulo:
            guard b != 0 else { throw Fault.wrong("division by zero") }
            if operation == .divide { return a / b }
            let rest = fmod(a, b)
            let modulo = rest == 0 ? copysign(0, b) : (rest < 0) != (b < 0) ? rest + b : rest
            if operation == .modulo { return modulo }
            let quotient = (a - modulo) / b
            if quotient == 0 { return copysign(0, a / b) }
            let floored = quotient.rounded(.down)
            return quotient - floored > 0.5 ? floored + 1 : floored
        case .power:
            guard a != 0 || b >= 0 else { throw Fault.wrong("zero cannot be raised to a negative power") }
            let result = pow(a, b)
            guard result.isFinite || !a.isFinite || !b.isFinite else {
                throw Fault.wrong("the number is out of range")
            }
            return result
        }
    }

    private static func power(_ base: Int, _ exponent: Int) -> (Int, Bool) {
        var (result, square, rest) = (1, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 {
                let (next, overflow) = result.multipliedReportingOverflow(by: square)
                if overflow { return (0, true) }
                result = next
            }
            rest >>= 1
            guard rest > 0 else { break }
            let (next, overflow) = square.multipliedReportingOverflow(by: square)
            if overflow { return (0, true) }
            square = next
        }
        return (result, false)
    }

    func negated() throws -> Value {
        switch number {
        case .whole(let value):
            let (result, overflow) = 0.subtractingReportingOverflow(value)
            guard !overflow else { throw Fault.wrong("the number is out of range") }
            return .int(result)
        case .fraction(let value): return .float(-value)
        case nil:
            if case .undefined(let name) = self { throw Fault.undefined(name) }
            throw Fault.wrong("\(kindName) has no sign")
        }
    }
}
