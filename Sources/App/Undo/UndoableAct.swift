import Models
import Store
import Web

/// A kind of change that can be taken back for ten minutes: one value in `all` is all that a feature adds.
struct UndoableAct: Sendable {
    /// Seconds during which a change can be taken back.
    static let window = 600

    /// As the audit log calls it.
    let event: AuditEntry.Event
    /// Who may make the change may take it back.
    let minimum: Role
    /// Whether what stands in the entry is enough to restore what was.
    let isComplete: @Sendable (AuditEntry) -> Bool
    /// The page that shows what was changed.
    let page: @Sendable (PublicID) -> String
    /// Restores what was and answers the entry of doing so. Throws `NewerChange`, `UndoneAlready`, and whatever
    /// the change itself throws.
    let run: @Sendable (Services, AuditEntry, Member, ProjectAccess) async throws -> Int

    static let all: [UndoableAct] = [
        rules(.sla, .slaSaved) { SLASettings.page(in: $0) },
        rules(.hours, .hoursSaved) { HoursSettings.page(in: $0) },
        rules(.statuses, .statusesGrouped) { StatusMapEditor.page(in: $0) },
        projectSettings,
    ]

    /// The act behind an entry; nil when it cannot be taken back by anybody at any time.
    static func behind(_ entry: AuditEntry) -> UndoableAct? {
        all.first { $0.event == entry.event && entry.target == .project && $0.isComplete(entry) }
    }

    /// Whether a member may take the entry back at that time, as far as the entry itself says.
    static func isOffered(_ entry: AuditEntry, to role: Role, at now: Instant) -> Bool {
        guard let act = behind(entry) else { return false }
        return role >= act.minimum && now.seconds(since: entry.at) <= Double(window)
    }

    private static func rules(
        _ kind: RuleKind, _ event: AuditEntry.Event, _ page: @escaping @Sendable (PublicID) -> String
    ) -> UndoableAct {
        UndoableAct(
            event: event, minimum: EditRules.minimum, isComplete: { $0.before != nil }, page: page
        ) { services, entry, member, project in
            let scope = try ProjectScope<EditRules>(member, in: project)
            return try await services.store.undoRule(kind, entry, by: scope, at: services.outside.now())
        }
    }
}
