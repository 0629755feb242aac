package import Models

/// Who may use a route. A route cannot be written without one; it decides what the handler is given.
package enum AccessKind: Sendable, Equatable, CustomStringConvertible {
    /// Anyone, signed in or not.
    case anyone
    /// A source with a secret of its own; no cookie, no CSRF.
    case hook
    /// Any signed-in person.
    case person
    /// A signed-in person who runs the installation.
    case installationOperator
    /// A member of the organization in the address who holds the right.
    case member(right: String, minimum: Role)
    /// The same for the project in the address.
    case projectMember(right: String, minimum: Role)
    /// A program whose token has the scope and whose member holds the right; no scope: any token.
    case token(scope: String?, right: String, minimum: Role)
    /// The same for the project in the address.
    case projectToken(scope: String, right: String, minimum: Role)

    /// The JSON door: no cookie, no CSRF, a token and nothing else.
    package var isForPrograms: Bool {
        switch self {
        case .token, .projectToken: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .anyone: "anyone"
        case .hook: "hook"
        case .person: "person"
        case .installationOperator: "operator"
        case .member(let right, let role): "organization \(right) (\(role.rawValue))"
        case .projectMember(let right, let role): "project \(right) (\(role.rawValue))"
        case .token(let scope, let right, let role): "\(scope ?? "any token"), \(right) (\(role.rawValue))"
        case .projectToken(let scope, let right, let role): "\(scope), project \(right) (\(role.rawValue))"
        }
    }
}

/// The tenant that an address names.
package enum AddressedTenant: Sendable, Equatable {
    case site
    case organization(PublicID)
    case project(PublicID)
}

/// Who is calling, as one look-up of this request's session says.
package struct Caller: Sendable {
    /// nil: not signed in.
    package let person: PersonScope?
    /// Set when the address names an organization or project and the person is an active member.
    package let member: Member?
    /// Set when the address names a project of that organization.
    package let project: ProjectAccess?
    /// A program with a token instead of a person with a session; never both.
    package let token: TokenCaller?

    package init(person: PersonScope?, member: Member? = nil, project: ProjectAccess? = nil) {
        self.person = person
        self.member = member
        self.project = project
        token = nil
    }

    package init(token: TokenCaller) {
        self.token = token
        person = nil
        member = nil
        project = nil
    }

    package static let visitor = Caller(person: nil)
}

/// Handed to the handler of an open route.
package struct Visitor: Sendable {
    /// The person, when one happens to be signed in.
    package let person: PersonScope?
}

/// Handed to the handler of a hook: it must prove itself by its own secret.
package struct HookCaller: Sendable {}

/// Somebody who runs the installation: handed to the handlers of its pages. What they ask of the database is
/// asked in their name, and the database looks again whether they may.
package struct OperatorScope: Sendable {
    package let person: Person.ID
}

package struct SignInRequired: Error {
    package init() {}
}
