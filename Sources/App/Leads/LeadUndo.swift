import HTTP
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
    /// Two leads that became one.
    static let leadMerge = UndoableAct(
        event: .leadMerged, target: .lead, minimum: DeleteLeads.minimum, isComplete: { $0.undoes == nil },
        page: { Leads.list(in: $0.member.organizationPublicID) }
    ) { services, entry, place in
        try await services.store.undoMerge(
            entry, by: try Scope<DeleteLeads>(place.member), at: services.outside.now())
    }

    /// What was done to many leads at once; of more than 500 behind the pages.
    static func leads(_ event: AuditEntry.Event) -> UndoableAct {
        UndoableAct(
            event: event, target: .organization, minimum: ManageLeads.minimum, ownMinimum: WorkLeads.minimum,
            isComplete: { $0.undoes == nil },
            words: { isLong($0) ? "flash.leads_undoing" : "undo.done" },
            page: { Leads.list(in: $0.member.organizationPublicID) }
        ) { services, entry, place in
            try await services.store.undoLeads(
                entry, by: try Scope<WorkLeads>(place.member), at: services.outside.now())
        }
    }

    private static func isLong(_ entry: AuditEntry) -> Bool {
        let after = entry.after.flatMap { try? JSON(parsing: Array($0.utf8)) }
        return after?["leads"]?.string.flatMap { Int($0) } ?? 0 > LeadAct.mostAtOnce
    }
}
