import Synchronization

/// Names of variables as numbers, the same in all templates of a library.
final class Symbols: Sendable {
    private let state = Mutex<(numbers: [String: Int32], names: [String])>(([:], []))

    func number(of name: String) -> Int32 {
        state.withLock { state in
            if let number = state.numbers[name] { return number }
            let number = Int32(truncatingIfNeeded: state.names.count)
            state.numbers[name] = number
            state.names.append(name)
            return number
        }
    }

    func name(of number: Int32) -> String {
        state.withLock { $0.names.indices.contains(Int(number)) ? $0.names[Int(number)] : "?" }
    }
}
