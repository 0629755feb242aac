/// What a member of an organization is; each role holds every right of the ones before it
/// (blueprint of rights: `docs/rights.md`).
package enum Role: String, Sendable, CaseIterable, Comparable {
    case viewer, rep, manager, admin

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .rep: 1
        case .manager: 2
        case .admin: 3
        }
    }

    package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

    /// Viewers and reps see only the projects they are members of; managers and admins see all.
    package var seesEveryProject: Bool { self >= .manager }
}
