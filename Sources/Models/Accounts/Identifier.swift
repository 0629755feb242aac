package import struct FoundationEssentials.UUID

/// An id that knows whose id it is: `Person.ID` and `Organization.ID` do not mix.
package struct Identifier<Entity>: RawRepresentable, Hashable, Sendable {
    package let rawValue: UUID

    package init(rawValue: UUID) {
        self.rawValue = rawValue
    }

    /// As logs and audit entries write it.
    package var text: String { rawValue.uuidString.lowercased() }

    /// From `text`; nil for anything else.
    package init?(text: String) {
        guard let value = UUID(uuidString: text) else { return nil }
        rawValue = value
    }

    /// A UUID of version 7: time first, so that new rows lie together in every index.
    /// Needs ten random bytes.
    package init(at now: Instant, random: [UInt8]) {
        let milliseconds = UInt64(max(0, now.microseconds / 1000))
        func time(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: milliseconds >> shift) }
        func chance(_ index: Int) -> UInt8 { index < random.count ? random[index] : 0 }
        rawValue = UUID(
            uuid: (
                time(40), time(32), time(24), time(16), time(8), time(0),
                0x70 | chance(0) & 0x0f, chance(1), 0x80 | chance(2) & 0x3f, chance(3),
                chance(4), chance(5), chance(6), chance(7), chance(8), chance(9)
            ))
    }
}
