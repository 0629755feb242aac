import Crypto
import Forms
import Models

/// Where a page of the list goes on, as programs are given it: signed and bound to the project and the filter, so
/// that nobody makes one up or takes one to another list.
struct OrderCursors {
    private let signed: SignedCursors

    init(_ filter: OrderFilter, of project: Project.ID, ring: KeyRing) {
        var plain = filter
        plain.size = ListQuery.standardSize
        let about = "\(project.text)?" + plain.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        signed = SignedCursors(about: about, ring: ring)
    }

    /// nil without a key to sign with.
    func text(_ filter: OrderFilter, _ row: OrderSummary, isBackward: Bool) -> String? {
        signed.text((isBackward ? "b" : "a") + filter.cursor(at: row))
    }

    /// Throws for anything that was not given out for this filter.
    func read(_ text: String) throws -> OrderFilter.Cursor {
        let place = try signed.read(text)
        guard let cursor = OrderFilter.Cursor(String(place.dropFirst()), isBackward: place.hasPrefix("b")) else {
            throw Refused(code: .cursor)
        }
        return cursor
    }
}
