import Crypto
import Forms
import Models

/// Where a page of the list goes on, as programs are given it: signed and bound to the project and the filter, so
/// that nobody makes one up or takes one to another list.
struct OrderCursors {
    private static let proofLength = 12

    private let key: [UInt8]
    private let about: String

    init(_ filter: OrderFilter, of project: Project.ID, ring: KeyRing) {
        key = ring.key(for: "api-cursor/v1") ?? []
        var plain = filter
        plain.size = ListQuery.standardSize
        about = "\(project.text)?" + plain.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// nil without a key to sign with.
    func text(_ filter: OrderFilter, _ row: OrderSummary, isBackward: Bool) -> String? {
        guard !key.isEmpty else { return nil }
        let place = (isBackward ? "b" : "a") + filter.cursor(at: row)
        return Base64URL.encode(proof(of: place) + Array(place.utf8))
    }

    /// Throws for anything that was not given out for this filter.
    func read(_ text: String) throws -> OrderFilter.Cursor {
        guard text.utf8.count <= 200, let bytes = Base64URL.decode(text), bytes.count > Self.proofLength, !key.isEmpty
        else { throw Refused(code: .cursor) }
        let place = String(decoding: bytes.dropFirst(Self.proofLength), as: UTF8.self)
        guard constantTimeEqual(Array(bytes.prefix(Self.proofLength)), proof(of: place)),
            let cursor = OrderFilter.Cursor(String(place.dropFirst()), isBackward: place.hasPrefix("b"))
        else { throw Refused(code: .cursor) }
        return cursor
    }

    private func proof(of place: String) -> [UInt8] {
        Array(HMAC.sha256(key: key, Array("\(about)\n\(place)".utf8)).prefix(Self.proofLength))
    }
}
