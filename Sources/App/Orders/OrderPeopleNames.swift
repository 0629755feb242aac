import Models

/// The names of the CRM's managers and sources by their numbers; one that the CRM has not told goes by its
/// number.
struct OrderPeopleNames {
    private let managers: [Int: String]
    private let sources: [Int: String]

    init(_ managers: [CRMPerson], _ sources: [OrderSource]) {
        self.managers = Dictionary(managers.map { ($0.id, $0.label) }) { first, _ in first }
        self.sources = Dictionary(sources.map { ($0.id, $0.name) }) { first, _ in first }
    }

    func manager(_ id: Int?) -> String? {
        id.map { managers[$0] ?? "#\($0)" }
    }

    func source(_ id: Int?) -> String? {
        id.map { sources[$0] ?? "#\($0)" }
    }
}
