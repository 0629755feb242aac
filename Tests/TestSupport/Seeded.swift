import Foundation

/// A number for random tests: `TAKT_SEED`, or one made up; a failing test says it.
package let seed: UInt64 =
    ProcessInfo.processInfo.environment["TAKT_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0...UInt64.max)

/// splitmix64
package struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    package init(state: UInt64) {
        self.state = state
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
