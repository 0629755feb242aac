/// A small generator that is the same everywhere (SplitMix64): the same seed tells the same story.
struct DemoChance {
    private var state: UInt64

    /// `parts`: what the story is about, such as a shop and an order; each has a chance of its own.
    init(_ parts: Int...) {
        state = 0
        for part in parts {
            state ^= UInt64(bitPattern: Int64(part))
            _ = next(2)
        }
    }

    /// A number from 0 up to `limit`.
    mutating func next(_ limit: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        return Int(mixed % UInt64(max(1, limit)))
    }

    mutating func happens(_ percent: Int) -> Bool { next(100) < percent }

    mutating func one<Choice>(of choices: [Choice]) -> Choice? {
        choices.isEmpty ? nil : choices[next(choices.count)]
    }
}
