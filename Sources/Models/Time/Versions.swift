/// A rule as it was changed over time: what is in force at an instant is what was saved last among the
/// versions that hold by then.
package struct Versions<Value: Sendable>: Sendable {
    package struct Change: Sendable {
        package let from: Instant
        package let value: Value
    }

    /// In force before the first change.
    package private(set) var initial: Value
    /// In order of their instants.
    package private(set) var changes: [Change] = []

    package init(_ initial: Value) {
        self.initial = initial
    }

    /// Saved versions in the order of saving; without an instant a version holds for all history.
    package init(_ initial: Value, saved: [(from: Instant?, value: Value)]) {
        self.initial = initial
        for version in saved { save(version.value, from: version.from) }
    }

    /// A version that is saved replaces all that was to hold from its instant on.
    package mutating func save(_ value: Value, from instant: Instant?) {
        guard let instant else {
            self = Versions(value)
            return
        }
        changes.removeAll { $0.from >= instant }
        changes.append(Change(from: instant, value: value))
    }

    package func inForce(at instant: Instant) -> Value {
        changes.last { $0.from <= instant }?.value ?? initial
    }

    package func map<Other: Sendable>(_ transform: (Value) throws -> Other) rethrows -> Versions<Other> {
        var mapped = Versions<Other>(try transform(initial))
        for change in changes { mapped.save(try transform(change.value), from: change.from) }
        return mapped
    }

    package var all: [Value] { [initial] + changes.map(\.value) }
}
