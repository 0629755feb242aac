package import Crypto
package import Store

extension KeyRing {
    /// The canaries that this ring must open: those of its own keys, and of keys that a value or a password still
    /// needs. A key that nothing needs any more may be taken out of the file; but a file that holds none of the keys
    /// this database has known is another installation's, and must open them all.
    package func needed(_ kept: [Canary], _ counts: [SealedCount]) -> [Canary] {
        guard kept.contains(where: { ids.contains($0.keyID) }) else { return kept }
        let used = Set(counts.filter { $0.count > 0 }.map(\.keyID))
        return kept.filter { ids.contains($0.keyID) || used.contains($0.keyID) }
    }
}
