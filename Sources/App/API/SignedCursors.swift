import Crypto
import Models

/// Where a page of a list goes on, as programs are given it: signed and bound to what was asked for, so that nobody
/// makes one up or takes one to another list.
struct SignedCursors {
    private static let proofLength = 12

    private let key: [UInt8]
    private let about: String

    init(about: String, ring: KeyRing) {
        key = ring.key(for: "api-cursor/v1") ?? []
        self.about = about
    }

    /// nil without a key to sign with.
    func text(_ place: String) -> String? {
        guard !key.isEmpty else { return nil }
        return Base64URL.encode(proof(of: place) + Array(place.utf8))
    }

    /// Throws for anything that was not given out for this.
    func read(_ text: String) throws -> String {
        // The longest place is that of a long name, in hexadecimal digits.
        guard text.utf8.count <= 3_000, let bytes = Base64URL.decode(text), bytes.count > Self.proofLength, !key.isEmpty
        else { throw Refused(code: .cursor) }
        let place = String(decoding: bytes.dropFirst(Self.proofLength), as: UTF8.self)
        guard constantTimeEqual(Array(bytes.prefix(Self.proofLength)), proof(of: place)) else {
            throw Refused(code: .cursor)
        }
        return place
    }

    private func proof(of place: String) -> [UInt8] {
        Array(HMAC.sha256(key: key, Array("\(about)\n\(place)".utf8)).prefix(Self.proofLength))
    }
}

extension ListCursor {
    /// The place with its direction.
    var programText: String { (isBackward ? "b" : "a") + text }

    init?(programText: String) {
        self.init(String(programText.dropFirst()), isBackward: programText.hasPrefix("b"))
    }
}
