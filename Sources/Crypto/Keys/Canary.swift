import struct FoundationEssentials.UUID

/// A known text sealed once per master key and kept in the database: at start it tells whether this file
/// still opens what the database holds, before anybody needs a secret.
extension KeyRing {
    package struct Canary: Sendable, Equatable {
        package let keyID: String
        package let sealed: [UInt8]

        package init(keyID: String, sealed: [UInt8]) {
            self.keyID = keyID
            self.sealed = sealed
        }
    }

    /// Refuses when a kept canary does not open. Returns the canaries still to be kept: one per key that has none.
    package func check(_ kept: [Canary]) throws(KeyRingRefusal) -> [Canary] {
        for canary in kept {
            guard ids.contains(canary.keyID) else { throw .keyMissing(id: canary.keyID) }
            guard KeyRing.keyID(of: canary.sealed) == canary.keyID,
                let text = try? open(canary.sealed, in: Self.canaryPlace), text == Self.canaryText
            else { throw .keyDiffers(id: canary.keyID) }
        }
        let known = Set(kept.map(\.keyID))
        return ids.filter { !known.contains($0) }.compactMap { id in
            guard let ring = using(id), let sealed = try? ring.seal(Self.canaryText, in: Self.canaryPlace) else {
                return nil
            }
            return Canary(keyID: id, sealed: sealed)
        }
    }

    private static let canaryText = Array("takt".utf8)
    private static let canaryPlace = SecretPlace(
        table: "key_canaries", column: "sealed", organization: nobody, row: nobody)
    private static let nobody = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}
