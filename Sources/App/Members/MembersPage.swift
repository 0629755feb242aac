import Models
import Web

/// `Resources/templates/members/members.html`
struct MembersPage: Page {
    static let template = "members/members.html"
    static let place = NavigationItem.members

    struct Row: Encodable {
        let name: String
        let email: String
        /// `viewer`, `rep`, `manager` or `admin`.
        let role: String
        /// Names; empty and `seesAll` for managers and admins.
        let projects: [String]
        let seesAll: Bool
        let seenAt: Instant?
        let hasSecondFactor: Bool
        let isActive: Bool
        let isSelf: Bool
        /// Where an admin edits the member; nil for others.
        let path: String?

        init(_ member: MemberRecord, path: String?, isSelf: Bool) {
            name = member.name
            email = member.email
            role = member.role.rawValue
            seesAll = member.role.seesEveryProject
            projects = member.role.seesEveryProject ? [] : member.projects.map(\.name)
            seenAt = member.seenAt
            hasSecondFactor = member.hasSecondFactor
            isActive = member.isActive
            self.isSelf = isSelf
            self.path = path
        }
    }

    let rows: [Row]
    /// Where an admin invites; nil for others.
    let invite: String?
    let leave: String
    /// Back to the top, and the next page; nil where there is none.
    let first, next: String?
}

extension MembersPage {
    static let examples = [
        MembersPage(
            rows: people.enumerated().map { Row($1, path: "/o/a2b3c4d5e6/settings/members/\($0)", isSelf: $0 == 0) },
            invite: "/o/a2b3c4d5e6/settings/invitations", leave: "/o/a2b3c4d5e6/settings/leaving", first: nil,
            next: "/o/a2b3c4d5e6/settings/members?after=x"),
        MembersPage(
            rows: people.map { Row($0, path: nil, isSelf: false) }, invite: nil,
            leave: "/o/a2b3c4d5e6/settings/leaving", first: "/o/a2b3c4d5e6/settings/members", next: nil),
    ]

    private static let people = [
        person("Ірина Бондар", .admin, factor: true, minutes: -2),
        person("Тарас Коваль", .manager, minutes: -192),
        person("Sofia <b>", .rep, projects: ["Dubok Shop UA", "Export"], minutes: -9_000),
        person("James Ward", .viewer, minutes: nil),
        person("Олег Гнатюк", .rep, minutes: -90_000, isActive: false),
    ]

    private static func person(
        _ name: String, _ role: Role, projects: [String] = [], factor: Bool = false, minutes: Int?,
        isActive: Bool = true
    ) -> MemberRecord {
        MemberRecord(
            person: Person.ID(at: .example, random: []), name: name, email: "name@dubok.example", role: role,
            projects: projects.map { ProjectChoice(publicID: PublicID(random: []), name: $0) },
            seenAt: minutes.map { .example(minutes: $0) }, hasSecondFactor: factor, isActive: isActive, language: nil,
            version: 1)
    }
}
