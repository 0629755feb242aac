/// A person's phone that makes codes, as the database keeps it.
package struct SecondFactor: Sendable, Equatable {
    /// Sealed with the key ring.
    package let seed: [UInt8]
    /// The newest step whose code was used.
    package let lastStep: Int64
    package let createdAt: Instant
    /// Recovery codes that were not used yet.
    package let codesLeft: Int

    package init(seed: [UInt8], lastStep: Int64, createdAt: Instant, codesLeft: Int) {
        self.seed = seed
        self.lastStep = lastStep
        self.createdAt = createdAt
        self.codesLeft = codesLeft
    }
}
