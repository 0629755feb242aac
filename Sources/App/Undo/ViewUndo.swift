import HTTP
import Models
import Store
import Web

extension UndoableAct {
    /// A saved view: renamed, shared, showing something else; or deleted.
    static func view(_ event: AuditEntry.Event) -> UndoableAct {
        UndoableAct(
            event: event, target: .view, minimum: ViewOrders.minimum, isOwn: true,
            isComplete: { SavedList($0) != nil },
            page: { place in
                place.project.map { SavedOrderViews.all(in: $0.publicID) }
                    ?? SavedLeadViews.all(in: place.member.organizationPublicID)
            }
        ) { services, entry, place in
            let canShare = ShareViews.isHeld(by: place.member.role), now = services.outside.now()
            switch SavedList(entry) {
            case .orders:
                let scope: ProjectScope<ViewOrders> = try place.scope()
                return try await services.store.undoView(
                    entry, of: ListPlace(.orders, in: scope.project), canShare: canShare, by: scope, at: now)
            case .leads:
                return try await services.store.undoView(
                    entry, of: ListPlace(.leads, in: nil), canShare: canShare,
                    by: try Scope<ViewLeads>(place.member), at: now)
            case nil: throw NotVisible()
            }
        }
    }
}

/// The list that a saved view of the audit log is of.
private enum SavedList {
    case orders, leads

    init?(_ entry: AuditEntry) {
        guard let text = entry.before, let json = try? JSON(parsing: Array(text.utf8)) else { return nil }
        if json["project"] != nil {
            self = .orders
        } else if json["list"]?.string == ListPlace.Name.leads.rawValue {
            self = .leads
        } else {
            return nil
        }
    }
}
