/// Somebody who signs in. A person may be a member of several organizations.
package enum Person {
    package typealias ID = Identifier<Person>
}

/// The tenant: members, projects, settings. Every tenant row carries its id.
package enum Organization {
    package typealias ID = Identifier<Organization>
}

/// One connected shop inside an organization.
package enum Project {
    package typealias ID = Identifier<Project>
}

/// The short, globally unique id of an organization or a project in addresses: ten characters
/// without look-alikes. It is not a secret; what it opens is decided by membership.
package struct PublicID: RawRepresentable, Hashable, Sendable {
    package static let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz".utf8)
    package static let length = 10

    package let rawValue: String

    /// nil unless it is ten characters of the alphabet.
    package init?(rawValue: String) {
        let bytes = Array(rawValue.utf8)
        guard bytes.count == Self.length, bytes.allSatisfy({ Self.alphabet.contains($0) }) else { return nil }
        self.rawValue = rawValue
    }

    /// Needs at least ten random bytes; the slight unevenness of 256 over 31 does not matter for an
    /// id that is no secret.
    package init(random: [UInt8]) {
        let bytes = (0..<Self.length).map { index in
            Self.alphabet[Int(index < random.count ? random[index] : 0) % Self.alphabet.count]
        }
        rawValue = String(decoding: bytes, as: UTF8.self)
    }
}
