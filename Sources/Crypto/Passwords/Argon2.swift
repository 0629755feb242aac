import CArgon2

enum Argon2 {
    struct Cost: Sendable, Equatable {
        let kibibytes: UInt32
        let passes: UInt32
        let lanes: UInt32

        static let standard = Cost(kibibytes: 46 * 1024, passes: 1, lanes: 1)
        /// What a stored hash may ask for. A row of the database must not be able to take all memory.
        var isAffordable: Bool {
            (8...262_144).contains(kibibytes) && (1...10).contains(passes) && (1...4).contains(lanes)
                && kibibytes >= 8 * lanes
        }
    }

    /// Nil when there is no memory for it now.
    static func hash(_ secret: [UInt8], salt: [UInt8], cost: Cost, count: Int = 32) -> [UInt8]? {
        var hash = [UInt8](repeating: 0, count: count)
        let code = argon2id_hash_raw(
            cost.passes, cost.kibibytes, cost.lanes, secret, secret.count, salt, salt.count, &hash, hash.count)
        return code == ARGON2_OK.rawValue ? hash : nil
    }

    /// The PHC string, read and written.
    struct Encoded: Sendable, Equatable {
        let cost: Cost
        let salt: [UInt8]
        let hash: [UInt8]

        init(cost: Cost, salt: [UInt8], hash: [UInt8]) {
            self.cost = cost
            self.salt = salt
            self.hash = hash
        }

        init?(_ text: String) {
            let parts = text.split(separator: "$", omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19",
                let cost = Self.cost(parts[3]), cost.isAffordable,
                let salt = Base64.decodeBare(parts[4]), (8...64).contains(salt.count),
                let hash = Base64.decodeBare(parts[5]), hash.count == 32
            else { return nil }
            self.init(cost: cost, salt: salt, hash: hash)
        }

        var text: String {
            "$argon2id$v=19$m=\(cost.kibibytes),t=\(cost.passes),p=\(cost.lanes)"
                + "$\(Base64.encodeBare(salt))$\(Base64.encodeBare(hash))"
        }

        private static func cost(_ text: Substring) -> Cost? {
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            func number(_ index: Int, _ name: String) -> UInt32? {
                parts[index].hasPrefix(name) ? UInt32(parts[index].dropFirst(name.count)) : nil
            }
            guard parts.count == 3, let memory = number(0, "m="), let passes = number(1, "t="),
                let lanes = number(2, "p=")
            else { return nil }
            return Cost(kibibytes: memory, passes: passes, lanes: lanes)
        }
    }
}
