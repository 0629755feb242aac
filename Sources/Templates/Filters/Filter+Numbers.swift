import Glibc

extension Filter {
    static let numbers: [(String, Filter)] = [
        (
            "abs",
            Filter(plain: { value in
                switch value.number {
                case .whole(let number) where number < 0: try Value.int(number).negated()
                case .whole(let number): .int(number)
                case .fraction(let number): .float(abs(number))
                case nil: throw Fault.wrong("“abs” takes a number, not \(value.kindName)")
                }
            })
        ),
        ("round", Filter(["precision", "method"], body: round)),
        (
            "int",
            Filter(["default", "base"]) { call in
                try whole(call.input, call.int(1, 10, in: 2...36)) ?? call.given(0) ?? .int(0)
            }
        ),
        (
            "float",
            Filter(["default"]) { call in
                if let number = call.input.number { return .float(number.double) }
                let text = call.input.plainText?.trimmed()
                return text.flatMap(fraction).map { .float($0) } ?? call.given(0) ?? .float(0)
            }
        ),
        ("filesizeformat", Filter(["binary"], body: fileSize)),
    ]

    /// The number without its fraction; one that does not fit is an error.
    static func truncated(_ number: Number) throws -> Value {
        switch number {
        case .whole(let number): return .int(number)
        case .fraction(let number):
            guard let whole = Int(exactly: number.rounded(.towardZero)) else {
                throw Fault.wrong("the number is out of range")
            }
            return .int(whole)
        }
    }

    private static func whole(_ value: Value, _ base: Int) throws -> Value? {
        if let number = value.number {
            // What is not a number at all counts as no number, as in Jinja.
            if case .fraction(let number) = number, number.isNaN { return nil }
            return try truncated(number)
        }
        guard let text = value.plainText?.trimmed() else { return nil }
        var digits = text.filter { $0 != "_" }
        let prefixes = [16: "0x", 8: "0o", 2: "0b"]
        if let prefix = prefixes[base], digits.lowercased().hasPrefix(prefix) { digits.removeFirst(2) }
        if let number = Int(digits, radix: base), isNumeral(text) || base != 10 { return .int(number) }
        guard let number = fraction(text), number.isFinite else { return nil }
        return try truncated(.fraction(number))
    }

    /// Underscores stand between digits only.
    private static func isNumeral(_ text: String) -> Bool {
        !text.hasPrefix("_") && !text.hasSuffix("_") && text.firstRange(ofText: "__") == nil
    }

    private static func fraction(_ text: String) -> Double? {
        guard isNumeral(text), !text.lowercased().contains("0x") else { return nil }
        return Double(text.filter { $0 != "_" })
    }

    @Sendable private static func round(_ call: FilterCall) throws -> Value {
        let precision = try call.int(0, 0, in: -300...300)
        let method = try call.text(1, "common")
        guard let number = call.input.number else {
            throw Fault.wrong("“round” takes a number, not \(call.input.kindName)")
        }
        switch method {
        case "common":
            guard case .fraction(let value) = number else {
                guard precision >= 0 else { return .int(try rounded(number, toPower: -precision)) }
                return number.value
            }
            return .float(rounded(value, precision))
        case "ceil", "floor":
            let scale = pow(10, Double(precision))
            let scaled = number.double * scale
            return .float((method == "ceil" ? scaled.rounded(.up) : scaled.rounded(.down)) / scale)
        default: throw Fault.wrong("“round” knows the methods common, ceil and floor")
        }
    }

    /// To the nearest decimal, exactly: the product's own rounding error decides what looks like a tie.
    private static func rounded(_ value: Double, _ precision: Int) -> Double {
        guard value.isFinite, precision <= 22 else { return value }
        if precision < -308 { return 0 }
        let scale = pow(10, Double(abs(precision)))
        guard precision >= 0 else { return (value / scale).rounded(.toNearestOrEven) * scale }
        let product = value * scale
        guard product.isFinite, product.magnitude < 0x1p52 else { return value }
        let error = (-product).addingProduct(value, scale)
        var result = product.rounded(.toNearestOrEven)
        let distance = product - result
        if distance.magnitude == 0.5, error != 0 {
            let low = product.rounded(.down)
            result = error > 0 ? low + 1 : low
        }
        return result / scale
    }

    private static func rounded(_ number: Number, toPower power: Int) throws -> Int {
        guard case .whole(let value) = number, power < 19 else { return 0 }
        var unit = 1
        for _ in 0..<power { unit *= 10 }
        let rest = value % unit
        let down = value - rest
        let half = unit / 2
        let isUp = rest.magnitude > half || (rest.magnitude == half && (down / unit) % 2 != 0)
        guard isUp else { return down }
        let (result, overflow) = down.addingReportingOverflow(value < 0 ? -unit : unit)
        guard !overflow else { throw Fault.wrong("the number is out of range") }
        return result
    }

    @Sendable private static func fileSize(_ call: FilterCall) throws -> Value {
        let number = call.input.number?.double ?? call.input.plainText.flatMap(fraction)
        guard let bytes = number, bytes.isFinite else { throw Fault.wrong("“filesizeformat” takes a number of bytes") }
        let isBinary = try call.isTrue(0)
        let base: Double = isBinary ? 1024 : 1000
        if bytes == 1 { return "1 Byte" }
        if bytes < base { return .string("\(try truncated(.fraction(bytes)).text()) Bytes") }
        var unit = base * base
        let prefixes = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
        var place = 0
        while bytes >= unit, place + 1 < prefixes.count {
            unit *= base
            place += 1
        }
        let letter = isBinary ? prefixes[place].uppercased() + "i" : prefixes[place]
        return .string("\(rounded(base * bytes / unit, 1).pythonText) \(letter)B")
    }
}
