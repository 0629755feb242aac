import Models
import Store
import Web

/// A kind of change that can be taken back for ten minutes: one value in `all` is all that a feature adds.
struct UndoableAct: Sendable {
    /// Seconds during which a change can be taken back.
    static let window = 600

    /// As the audit log calls it, and on what.
    let event: AuditEntry.Event
    var target = AuditEntry.Target.project
    /// Who may make the change may take it back …
    let minimum: Role
    /// … and who made it, from that role on, where a lower one may make it of less; nil: no such role.
    var ownMinimum: Role?
    /// … or only who made it.
    var isOwn = false
    /// It touches what somebody may do: the password must be fresh.
    var needsPassword = false
    /// Whether what stands in the entry is enough to restore what was.
    let isComplete: @Sendable (AuditEntry) -> Bool
    /// What is said when it is done: a key of the catalogue.
    var words: @Sendable (AuditEntry) -> String = { _ in "undo.done" }
    /// The page that shows what was changed.
    let page: @Sendable (UndoPlace) -> String
    /// Restores what was and answers the entry of doing so. Throws `NewerChange`, `UndoneAlready`, and whatever
    /// the change itself throws.
    let run: @Sendable (Services, AuditEntry, UndoPlace) async throws -> Int

    static let all: [UndoableAct] = [
        rules(.sla, .slaSaved) { SLASettings.page(in: $0) },
        rules(.hours, .hoursSaved) { HoursSettings.page(in: $0) },
        rules(.statuses, .statusesGrouped) { StatusMapEditor.page(in: $0) },
        rules(.urgent, .urgentSaved) { UrgentSettings.page(in: $0) },
        projectSettings, memberPlace, view(.viewChanged), view(.viewDeleted), leadDeletion, leadMerge,
        customerDeletion,
        leads(.leadsAssigned), leads(.leadsMoved), leads(.leadsSegmented), leads(.leadsDeleted),
    ]

    /// The act behind an entry; nil when it cannot be taken back by anybody at any time.
    static func behind(_ entry: AuditEntry) -> UndoableAct? {
        all.first { $0.event == entry.event && entry.target == $0.target && $0.isComplete(entry) }
    }

    /// Whether a member may take the entry back at that time, as far as the entry itself says.
    static func isOffered(_ entry: AuditEntry, to person: Person.ID, as role: Role, at now: Instant) -> Bool {
        guard let act = behind(entry), !act.isOwn || entry.person == person else { return false }
        return act.isFor(entry, person, role) && now.seconds(since: entry.at) <= Double(window)
    }

    /// Whether somebody of that role may take the entry back, whenever that is.
    func isFor(_ entry: AuditEntry, _ person: Person.ID, _ role: Role) -> Bool {
        role >= minimum || entry.person == person && ownMinimum.map { role >= $0 } ?? false
    }

    private static func rules(
        _ kind: RuleKind, _ event: AuditEntry.Event, _ page: @escaping @Sendable (PublicID) -> String
    ) -> UndoableAct {
        UndoableAct(
            event: event, minimum: EditRules.minimum, isComplete: { $0.before != nil },
            page: { $0.page(page) }
        ) { services, entry, place in
            let scope: ProjectScope<EditRules> = try place.scope()
            return try await services.store.undoRule(kind, entry, by: scope, at: services.outside.now())
        }
    }
}

/// Where something is taken back and by whom.
struct UndoPlace: Sendable {
    let member: Member
    /// nil for what belongs to the whole organization.
    let project: ProjectAccess?

    /// Throws `NotVisible` outside any project, and where the member may not see it.
    func scope<Right: Permission>() throws -> ProjectScope<Right> {
        guard let project else { throw NotVisible() }
        return try ProjectScope<Right>(member, in: project)
    }

    /// A page of the project; the organization's where there is none.
    func page(_ page: (PublicID) -> String) -> String {
        project.map { page($0.publicID) } ?? Home.page(in: member.organizationPublicID)
    }
}
