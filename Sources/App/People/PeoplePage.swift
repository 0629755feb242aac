import Forms
import Models
import Store
import Web

/// `Resources/templates/people/settings.html`: the managers of the shop's CRM, each with the member they are.
struct PeoplePage: Page {
    static let template = "people/settings.html"
    static let place = NavigationItem.people

    struct Line: Encodable {
        /// The CRM's number.
        let id: Int
        let name: String
        let email: String
        /// The CRM no longer lists them as active.
        let isGone: Bool
        /// `member.<id>`: a person, empty for nobody.
        let member: FormField
        /// Who the manager is although they may not be chosen any more; nil otherwise.
        let former: Choice?
    }

    struct Choice: Encodable {
        let value: String
        let label: String
    }

    let action: String
    let managers: [Line]
    let members: [Choice]
    let version: String
    let errors: FormErrors
    let conflict: Conflict?

    init(
        path: String, _ map: PeopleMap, _ input: Input, _ errors: FieldErrors = .none, conflict: Conflict? = nil
    ) {
        action = path
        let active = Set(map.members.map(\.person))
        managers = map.managers.map { manager in
            let former = manager.person.flatMap { person in
                active.contains(person) ? nil : Choice(value: person.text, label: manager.memberName ?? "—")
            }
            return Line(
                id: manager.id, name: manager.name, email: manager.email, isGone: !manager.isActive,
                member: FormField("member.\(manager.id)", input, errors), former: former)
        }
        members = map.members.map { Choice(value: $0.person.text, label: $0.name) }
        version = input["version"] ?? "0"
        self.errors = FormErrors(errors) { field in
            map.managers.first { "member.\($0.id)" == field }.map {
                Complaint("people.member_of", ["name": $0.name])
            }
        }
        self.conflict = conflict
    }
}

extension PeoplePage {
    static let examples = [
        PeoplePage(path: path, map, map.input),
        PeoplePage(
            path: path, map, map.input, FieldErrors("member.5", Complaint("error.choice")),
            conflict: Conflict(
                by: "Т. Коваль", at: .example(minutes: -2),
                differences: [
                    Conflict.Difference(
                        label: Complaint("people.member_of", ["name": "Petro <H>"]), theirs: "—", mine: "James Ward")
                ])),
        PeoplePage(path: path, PeopleMap(managers: [], members: [], version: 0), Input(["version": "0"])),
    ]

    private static let path = "/p/a2b3c4d5e6/settings/people"
    private static let people = (1...3).map { Person.ID(at: .example, random: [UInt8($0)]) }
    private static let map = PeopleMap(
        managers: [
            CRMPerson(
                id: 4, name: "Марія Левченко", email: "maria@example.com", person: people[0],
                memberName: "Марія Левченко"),
            CRMPerson(id: 5, name: "Petro <Hrytsenko>"),
            CRMPerson(id: 6, name: "Ганна Савчук", isActive: false, person: people[2], memberName: "Ганна С."),
        ],
        members: [
            MemberChoice(person: people[0], name: "Марія Левченко", email: "maria@example.com"),
            MemberChoice(person: people[1], name: "James <Ward>", email: "james@example.com"),
        ], version: 3)
}
