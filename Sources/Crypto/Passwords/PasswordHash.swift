/// A password as it is kept: the Argon2id hash in the PHC form, and beside it the id of the master key whose
/// pepper went into it. Without the key file the hash cannot even be guessed at.
package struct PasswordHash: Sendable, Equatable, CustomStringConvertible {
    /// `$argon2id$v=19$m=47104,t=1,p=1$salt$hash`
    package let phc: String
    package let pepperID: String

    package init(phc: String, pepperID: String) {
        self.phc = phc
        self.pepperID = pepperID
    }

    /// Hashes do not belong into logs either.
    package var description: String { "(password hash)" }
}

package struct PasswordVerdict: Sendable, Equatable {
    package let matches: Bool
    /// The password was right, but its hash has older parameters or an older pepper: hash it again and keep that.
    package let needsRehash: Bool

    static let wrong = PasswordVerdict(matches: false, needsRehash: false)
}

/// Hashes and checks passwords on threads of its own: 46 MiB and about 40 ms each.
package final class PasswordHasher: Sendable {
    private let ring: KeyRing
    private let cost: Argon2.Cost
    private let threads: HashThreads
    /// What an unknown account is checked against, so that it takes the time of a known one.
    private let nobody: PasswordHash

    /// `threads`: how many passwords at once, one per core at most. `waiting`: how many more may wait for them.
    package convenience init(ring: KeyRing, threads: Int, waiting: Int = 50) {
        self.init(ring: ring, cost: .standard, threads: threads, waiting: waiting)
    }

    init(ring: KeyRing, cost: Argon2.Cost, threads: Int, waiting: Int = 50) {
        self.ring = ring
        self.cost = cost
        self.threads = HashThreads(limit: threads, waiting: waiting)
        let unreachable = Argon2.Encoded(cost: cost, salt: RandomBytes.make(16), hash: RandomBytes.make(32))
        nobody = PasswordHash(phc: unreachable.text, pepperID: ring.active)
    }

    /// For a password that `PasswordRules` accepted. Throws `Busy` when the queue is full or memory is short.
    package func hash(_ password: String) async throws(Busy) -> PasswordHash {
        let peppered = pepper(password, ring.active) ?? RandomBytes.make(32)
        let cost = cost
        let salt = RandomBytes.make(16)
        let hash = try await threads.run { Argon2.hash(peppered, salt: salt, cost: cost) }
        guard let hash else { throw Busy() }
        return PasswordHash(phc: Argon2.Encoded(cost: cost, salt: salt, hash: hash).text, pepperID: ring.active)
    }

    /// Pass nil for an unknown account: the same work is done and the answer is no. A hash that cannot be read,
    /// or whose pepper is gone from the key file, answers no as well.
    package func verify(_ password: String, against kept: PasswordHash?) async throws(Busy) -> PasswordVerdict {
        let kept = kept ?? nobody
        let readable = Argon2.Encoded(kept.phc)
        let encoded = readable ?? Argon2.Encoded(nobody.phc)
        let pepperID = kept.pepperID
        guard let encoded, let peppered = pepper(password, pepperID) ?? pepper(password, ring.active) else {
            return .wrong
        }
        let hash = try await threads.run { Argon2.hash(peppered, salt: encoded.salt, cost: encoded.cost) }
        guard let hash else { throw Busy() }
        guard constantTimeEqual(hash, encoded.hash), readable != nil, kept != nobody else { return .wrong }
        return PasswordVerdict(matches: true, needsRehash: encoded.cost != cost || pepperID != ring.active)
    }

    /// How many wait for a thread now, for the figures page.
    package var waiting: Int { threads.waiting }

    private func pepper(_ password: String, _ id: String) -> [UInt8]? {
        ring.key(for: "pepper/v1", id: id).map { HMAC.sha256(key: $0, PasswordText(password).bytes) }
    }
}
