import Models
import Store
import Web

extension UndoableAct {
    /// A lead that was deleted.
    static let leadDeletion = UndoableAct(
        event: .leadDeleted, target: .lead, minimum: DeleteLeads.minimum, isComplete: { _ in true },
        page: { Leads.list(in: $0.member.organizationPublicID) }
    ) { services, entry, place in
        try await services.store.restoreLead(
            entry, by: try Scope<DeleteLeads>(place.member), at: services.outside.now())
    }
}
