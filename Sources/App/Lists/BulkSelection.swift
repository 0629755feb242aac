import Forms
import HTTP
import Web

/// Which records of a list an act is about: those that were ticked, or all that match its filter. It travels
/// in the form; the list's own decoder reads the filter anew each time, so nobody can ask for more than the
/// list would show them.
struct BulkSelection {
    /// As the rows send them; nil: all that match.
    let ids: [String]?
    /// The filter as the list's address carries it.
    let query: String
    let filter: Input

    /// Ticked one by one at most.
    private static let most = 1_000

    init(_ input: Input) throws {
        query = input["query"] ?? ""
        filter = try URLEncodedForm.decode(query.utf8)
        var ticked = input.all("id")
        // Without a script the tick in the head comes alone.
        if ticked.isEmpty, input["all"] != nil {
            ticked = (input["shown"] ?? "").split(separator: ",").map(String.init)
        }
        ids = input["every"] == nil ? Set(ticked.prefix(Self.most)).sorted() : nil
    }

    init(query: String, ids: [String]?) throws {
        self.query = query
        self.ids = ids
        filter = try URLEncodedForm.decode(query.utf8)
    }

    var isEmpty: Bool { ids?.isEmpty ?? false }

    /// Carries the same selection on.
    var fields: [HiddenField] {
        [HiddenField("query", query)]
            + (ids.map { $0.map { HiddenField("id", $0) } } ?? [HiddenField("every", "on")])
    }
}
