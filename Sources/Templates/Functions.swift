/// The functions every template has. `namespace` is made by the compiler.
enum Functions {
    static let all: [(String, Function)] = [("range", range), ("dict", dict)]

    /// As many numbers as one loop may walk over.
    private static let rangeLimit = 1_000_000

    @Sendable private static func range(_ call: Call) throws -> Value {
        let numbers = try call.arguments.map { value in
            guard case .int(let number) = value else { throw Fault.wrong("“range” takes whole numbers") }
            return number
        }
        guard (1...3).contains(numbers.count), call.named.isEmpty else {
            throw Fault.wrong("“range” takes one to three whole numbers")
        }
        let start = numbers.count > 1 ? numbers[0] : 0
        let end = numbers.count > 1 ? numbers[1] : numbers[0]
        let step = numbers.count > 2 ? numbers[2] : 1
        guard step != 0 else { throw Fault.wrong("the step of “range” is zero") }
        guard step > 0 ? start < end : start > end else { return .list([]) }
        let (distance, overflow) = end.subtractingReportingOverflow(start)
        guard !overflow, distance.magnitude / step.magnitude < rangeLimit else {
            throw Fault.wrong("“range” is too long")
        }
        return .list(stride(from: start, to: end, by: step).map { .int($0) })
    }

    @Sendable private static func dict(_ call: Call) throws -> Value {
        guard call.arguments.isEmpty else { throw Fault.wrong("“dict” takes names and values") }
        return .record(Record(call.named.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    }
}
