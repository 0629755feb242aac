/// A tenant and who is acting in it: what a transaction needs to know before it sees any row.
package protocol Tenancy: Sendable {
    var organization: Organization.ID { get }
    var actor: Actor { get }
}

/// Who does something, as the audit log shows it.
package enum Actor: Sendable, Equatable {
    case person(Person.ID)
    /// The program itself: intake, recomputation, setup.
    case system(SystemTask)

    package var person: Person.ID? {
        if case .person(let id) = self { id } else { nil }
    }
}

/// The parts of the program that act without a person.
package enum SystemTask: String, Sendable, CaseIterable {
    case intake, recompute, statuses, items, setup, demo, retention, tokens, leads, reminders, bulk, scoring, assignment
}

/// Who is acting, in which organization, and the proof that they may.
///
/// `Scope<ManageProjects>` exists only for a member who holds that right, so a function that takes one
/// needs no check of its own and cannot be called by someone who skipped it.
package struct Scope<Right: Permission>: Tenancy {
    package let organization: Organization.ID
    package let organizationPublicID: PublicID
    package let person: Person.ID
    package let role: Role

    package var actor: Actor { .person(person) }

    package init(_ member: Member) throws(AccessDenied) {
        guard Right.isHeld(by: member.role) else { throw AccessDenied(right: Right.key, needs: Right.minimum) }
        organization = member.organization
        organizationPublicID = member.organizationPublicID
        person = member.person
        role = member.role
    }
}

/// The same for one project: it exists only if the member may see that project at all.
package struct ProjectScope<Right: Permission>: Tenancy {
    package let organization: Organization.ID
    package let organizationPublicID: PublicID
    package let project: Project.ID
    package let projectPublicID: PublicID
    package let person: Person.ID
    package let role: Role

    package var actor: Actor { .person(person) }

    /// Throws `NotVisible` when the member may not see the project: to them it does not exist.
    package init(_ member: Member, in project: ProjectAccess) throws {
        guard member.role.seesEveryProject || project.isMember else { throw NotVisible() }
        guard Right.isHeld(by: member.role) else { throw AccessDenied(right: Right.key, needs: Right.minimum) }
        organization = member.organization
        organizationPublicID = member.organizationPublicID
        self.project = project.id
        projectPublicID = project.publicID
        person = member.person
        role = member.role
    }
}

/// The program acting on its own in one project, named in the audit log.
package struct SystemScope: Tenancy {
    package let organization: Organization.ID
    package let project: Project.ID
    package let task: SystemTask

    package var actor: Actor { .system(task) }

    package init(organization: Organization.ID, project: Project.ID, task: SystemTask) {
        self.organization = organization
        self.project = project
        self.task = task
    }
}

/// The program acting on its own in one organization, named in the audit log.
package struct OrganizationScope: Tenancy {
    package let organization: Organization.ID
    package let task: SystemTask

    package var actor: Actor { .system(task) }

    package init(organization: Organization.ID, task: SystemTask) {
        self.organization = organization
        self.task = task
    }
}

/// What every scope of a project has: a tenant and the project.
package protocol ProjectTenancy: Tenancy {
    var project: Project.ID { get }
}

extension ProjectScope: ProjectTenancy {}
extension SystemScope: ProjectTenancy {}

/// A signed-in person outside any organization: account pages, choosing an organization.
package struct PersonScope: Sendable {
    package let person: Person.ID
    package let isOperator: Bool

    package init(person: Person.ID, isOperator: Bool) {
        self.person = person
        self.isOperator = isOperator
    }
}

/// A member as the session look-up of this very request read it.
package struct Member: Sendable, Equatable {
    package let organization: Organization.ID
    package let organizationPublicID: PublicID
    package let person: Person.ID
    package let role: Role

    package init(organization: Organization.ID, organizationPublicID: PublicID, person: Person.ID, role: Role) {
        self.organization = organization
        self.organizationPublicID = organizationPublicID
        self.person = person
        self.role = role
    }
}

/// The project an address names, and whether this member belongs to it.
package struct ProjectAccess: Sendable, Equatable {
    package let id: Project.ID
    package let publicID: PublicID
    package let isMember: Bool

    package init(id: Project.ID, publicID: PublicID, isMember: Bool) {
        self.id = id
        self.publicID = publicID
        self.isMember = isMember
    }
}

/// The role lacks the right: 403, with who can grant it.
package struct AccessDenied: Error, Equatable {
    package let right: String
    package let needs: Role
}

/// What the actor may not see does not exist for them: 404.
package struct NotVisible: Error, Equatable {
    package init() {}
}
