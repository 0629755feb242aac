import Models
import Store

/// The chains of the audit log, closed every minute: what was written since is bound to all before it.
enum AuditChains {
    /// Links in short transactions until nothing waits, and forgets old refusals.
    static func close(_ services: Services, _ run: TaskRun) async throws {
        while try await services.store.closeAudit() > 0 { try Task.checkCancellation() }
        try await services.store.pruneRefusals()
    }
}
