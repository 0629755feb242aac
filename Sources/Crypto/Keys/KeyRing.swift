package import struct FoundationEssentials.UUID

/// The installation's master keys. They stand in one file outside the database, so that a copy of the
/// database alone tells no secret. Every use has its own key, derived from a master key and the purpose.
///
///     k001:mO0+…=        id, four letters or digits, and 32 bytes in base64
///     k002:9vYt…=
///     active=k002        new values are sealed with this one; the others still open old values
package struct KeyRing: Sendable {
    /// Sealed values name this key; new ones use it.
    package let active: String
    private let masters: [String: [UInt8]]

    /// Every id in the file, sorted.
    package var ids: [String] { masters.keys.sorted() }

    /// Reads the text of a key file. Lines beginning with `#` and empty lines say nothing.
    package init(text: String) throws(KeyRingRefusal) {
        var masters: [String: [UInt8]] = [:]
        var active: String?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let entry = KeyFile.entry(line) else { throw .malformed(line: index + 1) }
            switch entry {
            case .nothing: continue
            case .key(let id, let bytes):
                guard masters.updateValue(bytes, forKey: id) == nil else { throw .malformed(line: index + 1) }
            case .active(let id):
                guard active == nil else { throw .malformed(line: index + 1) }
                active = id
            }
        }
        guard let active, masters[active] != nil else { throw .noActiveKey }
        self.active = active
        self.masters = masters
    }

    private init(active: String, masters: [String: [UInt8]]) {
        self.active = active
        self.masters = masters
    }

    /// The same ring with another key active; nil when it has no such key.
    func using(_ id: String) -> KeyRing? {
        masters[id] == nil ? nil : KeyRing(active: id, masters: masters)
    }

    /// The key of one purpose, 32 bytes: `pepper/v1`. Nil when the ring has no master key of that id.
    package func key(for purpose: String, id: String? = nil) -> [UInt8]? {
        masters[id ?? active].map {
            HKDF.sha256(secret: $0, salt: Array("takt".utf8), info: Array(purpose.utf8))
        }
    }

    /// Seals one column of one row. The result opens only in the same place, so a value copied to another
    /// row, column or organization is unreadable there. Its length tells the plain length only in steps of 32.
    ///
    /// Nonces are random: a key may seal 2²⁸ values of one column before it must be replaced.
    package func seal(_ plain: [UInt8], in place: SecretPlace) throws(SecretUnreadable) -> [UInt8] {
        let nonce = RandomBytes.make(AESGCM.nonceLength)
        guard let key = key(for: place.purpose),
            let sealed = AESGCM.seal(SealedValue.pad(plain), key: key, nonce: nonce, about: place.about)
        else { throw SecretUnreadable(.failed, place) }
        return SealedValue(keyID: active, nonce: nonce, sealed: sealed).bytes
    }

    /// What was sealed in this place. There is no second try and no plain text let through: any doubt throws.
    package func open(_ bytes: [UInt8], in place: SecretPlace) throws(SecretUnreadable) -> [UInt8] {
        guard let value = SealedValue(bytes) else { throw SecretUnreadable(.notSealed, place) }
        guard let key = key(for: place.purpose, id: value.keyID) else {
            throw SecretUnreadable(.unknownKey(value.keyID), place)
        }
        guard let padded = AESGCM.open(value.sealed, key: key, nonce: value.nonce, about: place.about),
            let plain = SealedValue.unpad(padded)
        else { throw SecretUnreadable(.refused, place) }
        return plain
    }

    /// The master key a sealed value needs; rotation re-seals the rows that name an old one.
    package static func keyID(of sealed: [UInt8]) -> String? { SealedValue(sealed)?.keyID }
}

/// Where a secret stands: sealed values are bound to it.
package struct SecretPlace: Sendable {
    package let table: String
    package let column: String
    package let organization: UUID
    package let row: UUID

    package init(table: String, column: String, organization: UUID, row: UUID) {
        self.table = table
        self.column = column
        self.organization = organization
        self.row = row
    }

    var purpose: String { "field/v1/\(table).\(column)" }

    var about: [UInt8] {
        Array(table.utf8) + [0] + Array(column.utf8) + [0] + organization.octets + [0] + row.octets
    }
}

extension UUID {
    fileprivate var octets: [UInt8] { withUnsafeBytes(of: uuid) { Array($0) } }
}
