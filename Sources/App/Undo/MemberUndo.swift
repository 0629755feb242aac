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

    /// A saved view of a project's orders: renamed, shared, showing something else; or deleted.
    static func view(_ event: AuditEntry.Event) -> UndoableAct {
        UndoableAct(
            event: event, target: .view, minimum: ViewOrders.minimum, isOwn: true,
            isComplete: { $0.before?.contains("\"project\"") == true },
            page: { $0.page { SavedOrderViews.all(in: $0) } }
        ) { services, entry, place in
            try await services.store.undoView(
                entry, canShare: ShareViews.isHeld(by: place.member.role), by: try place.scope(),
                at: services.outside.now())
        }
    }
}
