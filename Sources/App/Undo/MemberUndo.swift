import Models
import Store
import Web

extension UndoableAct {
    /// Role and projects of a member.
    static let memberPlace = UndoableAct(
        event: .memberChanged, target: .member, minimum: ManageMembers.minimum, needsPassword: true,
        isComplete: { $0.before != nil && $0.after != nil },
        page: { Members.list(in: $0.member.organizationPublicID) }
    ) { services, entry, place in
        try await services.store.undoMember(
            entry, by: try Scope<ManageMembers>(place.member), at: services.outside.now())
    }
}
