import Forms
import Models
import Store
import Web

/// A project that a form offers to tick.
struct ProjectBox: Encodable {
    let id: String
    let name: String
    let isChosen: Bool

    static let examples = [
        ProjectBox(id: "a2b3c4d5e6", name: "Dubok Shop UA", isChosen: true),
        ProjectBox(id: "b2b3c4d5e6", name: "Export <b>", isChosen: false),
    ]
}

/// What somebody owns, and to whom it can go.
struct Holdings: Encodable {
    struct Item: Encodable {
        /// A key of the catalogue behind `owned.`.
        let kind: String
        let count: Int
    }

    struct Successor: Encodable {
        let id: String
        let name: String
    }

    let items: [Item]
    let successors: [Successor]
    /// Where a POST hands it over and does nothing else.
    let action: String

    init(_ held: [Ownership.Holding], _ members: [MemberName], action: String) {
        self.init(
            items: held.map { Item(kind: $0.kind.rawValue, count: $0.count) },
            successors: members.map { Successor(id: $0.person.text, name: $0.name) }, action: action)
    }

    private init(items: [Item], successors: [Successor], action: String) {
        self.items = items
        self.successors = successors
        self.action = action
    }

    static let none = Holdings([], [], action: "")
    static let example = Holdings(
        items: Ownership.allCases.map { Item(kind: $0.rawValue, count: 3) },
        successors: [Successor(id: "x", name: "Тарас Коваль"), Successor(id: "y", name: "<James> Ward")],
        action: "/o/a2b3c4d5e6/settings/members/x/handover")
}

/// `Resources/templates/members/member.html`
struct MemberPage: Page {
    static let template = "members/member.html"
    static let place = NavigationItem.members

    let name: String
    let email: String
    let isActive: Bool
    /// The reader themselves, who leaves instead of being deactivated.
    let isSelf: Bool
    let action: String
    let list: String
    let role: FormField
    let projects: [ProjectBox]
    let version: String
    let owned: Holdings
    let deactivation: String
    let activation: String
    /// nil: there is no second factor to reset.
    let factorReset: String?
    let errors: FormErrors

    init(
        name: String, email: String, isActive: Bool, isSelf: Bool, action: String, list: String,
        projects: [ProjectBox], owned: Holdings, deactivation: String, activation: String, factorReset: String?,
        _ input: Input, _ errors: FieldErrors = .none
    ) {
        self.name = name
        self.email = email
        self.isActive = isActive
        self.isSelf = isSelf
        self.action = action
        self.list = list
        role = FormField("role", input, errors)
        self.projects = projects
        version = input["version"] ?? "0"
        self.owned = owned
        self.deactivation = deactivation
        self.activation = activation
        self.factorReset = factorReset
        self.errors = FormErrors(errors, labels: ["role": "member.role"])
    }
}

extension MemberPage {
    static let examples = [
        example(Input(["role": "rep", "version": "2"]), factorReset: path + "/second-factor"),
        example(
            Input(["role": "manager", "version": "2"]), FieldErrors("role", Complaint("error.last_admin")),
            isSelf: true),
        example(Input(["role": "viewer", "version": "2"]), owned: .example, isActive: false),
    ]

    private static let path = "/o/a2b3c4d5e6/settings/members/x"

    private static func example(
        _ input: Input, _ errors: FieldErrors = .none, owned: Holdings = .none, isActive: Bool = true,
        isSelf: Bool = false, factorReset: String? = nil
    ) -> MemberPage {
        MemberPage(
            name: "Олена <b>", email: "olena@dubok.example", isActive: isActive, isSelf: isSelf, action: path,
            list: "/o/a2b3c4d5e6/settings/members", projects: ProjectBox.examples, owned: owned,
            deactivation: path + "/deactivation", activation: path + "/activation", factorReset: factorReset, input,
            errors)
    }
}
