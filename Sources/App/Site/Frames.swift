import Crypto
import Forms
import FoundationEssentials
import HTTP
import Models
import Store
import Web

extension Services {
    /// What stands around a page as far as the session alone tells it: the person, the organization and the project
    /// at hand, where their role may go. Asks nothing of the database.
    func knownFrame(for request: Request) -> Frame {
        let visit = request.visit
        let address = ReturnAddress.own(request.path + (request.query.isEmpty ? "" : "?" + request.query))
        var frame = Frame(
            language: visit.language, theme: visit.theme, menu: visit.menu,
            address: request.method.isSafe && !address.isEmpty ? address : Home.start())
        frame.sendsMail = room.way != .none
        frame.isSignUpOpen = isSignUpOpen
        guard let session = visit.session else { return frame }
        frame.person = Frame.Someone(name: session.name, role: session.membership?.member.role.rawValue)
        if session.isOperator { frame.operatorPages = operatorPages }
        guard let membership = session.membership, membership.barrier == nil else { return frame }
        stand(in: membership.member, of: session, &frame)
        frame.project = session.project.map { current($0, membership) }
        let links = session.project.map { project in
            [
                Frame.ProjectLink(
                    name: project.name, path: Orders.list(in: project.access.publicID), isCurrent: true, state: nil,
                    count: 0)
            ]
        }
        frame.organizations = [
            Frame.OrganizationLink(name: membership.organizationName, isCurrent: true, projects: links ?? [])
        ]
        return frame
    }

    private func stand(in member: Member, of session: Session, _ frame: inout Frame) {
        frame.tokens = Tokens.list(in: member.organizationPublicID)
        frame.salesPages = salesPages(of: member)
        frame.organizationPages = pages(of: member)
        frame.events = Live.address(of: session.project?.access.publicID)
    }

    /// The same with what only the database tells: all projects, what is unread, the words of the last act.
    func frame(for request: Request) async throws -> Frame {
        var frame = knownFrame(for: request)
        guard let session = request.visit.session else { return frame }
        frame.flash = try await takeFlash(of: session)
        let now = outside.now()
        guard let (member, name) = try await place(of: session) else {
            frame.unread = try await store.unreadNotices(of: session.person, at: now)
            return frame
        }
        stand(in: member, of: session, &frame)
        let surroundings = try await store.surroundings(of: member, at: now)
        frame.unread = surroundings.unread
        frame.zone = surroundings.zone
        frame.logo = surroundings.logo.map { logo in
            Frame.Logo(
                path: OrganizationLogo.path(of: logo, in: member.organizationPublicID), name: name, width: logo.width,
                height: logo.height)
        }
        let links = surroundings.projects.map { link in
            Frame.ProjectLink(
                name: link.name, path: Orders.list(in: link.publicID),
                isCurrent: link.publicID == session.project?.access.publicID, state: nil, count: 0)
        }
        frame.organizations = [Frame.OrganizationLink(name: name, isCurrent: true, projects: links)]
        return frame
    }

    /// The organization that the address names; on pages outside of all, the one the person was in last, or the
    /// only one they have. nil where they may not go in at present.
    private func place(of session: Session) async throws -> (Member, String)? {
        if let membership = session.membership {
            return membership.barrier == nil ? (membership.member, membership.organizationName) : nil
        }
        let scope = PersonScope(person: session.person, isOperator: session.isOperator)
        let open = try await store.organizations(of: scope).filter { $0.barrier == nil }
        let last = open.first { $0.id == session.lastOrganization }
        return (last ?? (open.count == 1 ? open.first : nil)).map { ($0.member(session.person), $0.name) }
    }

    private func salesPages(of member: Member) -> [Frame.Entry] {
        let id = member.organizationPublicID
        var pages = [
            Frame.Entry(.leads, Leads.list(in: id), icon: "leads"),
            Frame.Entry(.activities, Activities.day(in: id), icon: "activities"),
            Frame.Entry(.pipeline, Pipeline.board(in: id), icon: "pipeline"),
            Frame.Entry(.customers, Customers.list(in: id), icon: "customers"),
        ]
        if ManageLeads.isHeld(by: member.role) {
            pages.append(Frame.Entry(.saleFigures, SalePages.figures(in: id), icon: "analytics"))
        }
        return pages
    }

    /// What of the organization the member's role reaches.
    private func pages(of member: Member) -> [Frame.Entry] {
        let id = member.organizationPublicID
        var pages: [Frame.Entry] = []
        if SeeMembers.isHeld(by: member.role) {
            pages.append(Frame.Entry(.members, Members.list(in: id), icon: "user"))
        }
        if EditStages.isHeld(by: member.role) {
            pages.append(Frame.Entry(.stages, StageSettings.list(in: id), icon: "settings"))
        }
        if EditRules.isHeld(by: member.role) {
            pages.append(Frame.Entry(.organizationHours, OrganizationHoursSettings.page(in: id), icon: "task"))
        }
        if EditLeadRules.isHeld(by: member.role) {
            pages.append(Frame.Entry(.scores, ScoreSettings.page(in: id), icon: "leads"))
            pages.append(Frame.Entry(.assignment, AssignmentSettings.page(in: id), icon: "user"))
        }
        if ManageMembers.isHeld(by: member.role) {
            pages.append(Frame.Entry(.invitations, Invitations.list(in: id), icon: "mail"))
        }
        if ManageOrganization.isHeld(by: member.role) {
            pages.append(Frame.Entry(.leadDoors, LeadDoors.page(in: id), icon: "download"))
            pages.append(Frame.Entry(.organization, OrganizationSettings.page(in: id), icon: "settings"))
        }
        if SeeActivity.isHeld(by: member.role) {
            pages.append(Frame.Entry(.activity, ActivityLog.page(in: id), icon: "activities"))
        }
        if ManageProjects.isHeld(by: member.role) {
            pages.append(Frame.Entry(.failedJobs, OrganizationJobs.page(in: id), icon: "activities"))
        }
        return pages
    }

    private var operatorPages: [Frame.Entry] {
        [
            Frame.Entry(.operatorOrganizations, OperatorOrganizations.list(), icon: "customers"),
            Frame.Entry(.operatorMembers, OperatorMembers.list(), icon: "user"),
            Frame.Entry(.operatorJobs, OperatorJobs.page(), icon: "activities"),
            Frame.Entry(.operatorMails, OperatorMails.list(), icon: "mail"),
            Frame.Entry(.operatorKeys, OperatorKeys.page(), icon: "settings"),
            Frame.Entry(.operatorLog, OperatorLog.list(), icon: "activities"),
        ]
    }

    private func current(_ project: Session.ProjectMembership, _ membership: Session.Membership) -> Frame.CurrentProject
    {
        let id = project.access.publicID
        let role = membership.member.role
        let isAdmin = ManageProjects.isHeld(by: role), editsRules = EditRules.isHeld(by: role)
        return Frame.CurrentProject(
            name: project.name, organization: membership.organizationName, zone: project.zone, openOrders: nil,
            orders: Orders.list(in: id),
            general: isAdmin ? Projects.settings(in: id) : nil,
            connection: isAdmin ? Connections.page(in: id) : nil,
            deliveries: isAdmin ? Deliveries.list(in: id) : nil,
            statuses: editsRules ? StatusMapEditor.page(in: id) : nil,
            sla: editsRules ? SLASettings.page(in: id) : nil,
            hours: editsRules ? HoursSettings.page(in: id) : nil,
            urgent: editsRules ? UrgentSettings.page(in: id) : nil,
            people: editsRules ? PeopleSettings.page(in: id) : nil)
    }
}

extension Services {
    /// 303 with one sentence for the next page, sealed in the session.
    func redirect(to address: String, saying flash: Flash, for request: Request) async throws -> Response {
        if let session = request.visit.session {
            let words =
                [flash.isProblem ? "problem" : "done", flash.undo ?? "", flash.message.key]
                + flash.message.arguments.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
            let sealed = try ring.seal(Array(words.joined(separator: "\u{1f}").utf8), in: .flash(of: session))
            try await store.setFlash(sealed, session: session.id, of: session.person)
        }
        return .redirect(to: address)
    }

    /// The sentence left by the last act, once.
    private func takeFlash(of session: Session) async throws -> Flash? {
        guard let sealed = session.flash else { return nil }
        try await store.setFlash(nil, session: session.id, of: session.person)
        guard let bytes = try? ring.open(sealed, in: .flash(of: session)) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: "\u{1f}", omittingEmptySubsequences: false)
        guard words.count >= 3 else { return nil }
        var arguments: [String: String] = [:]
        for index in stride(from: 3, to: words.count - 1, by: 2) {
            arguments[String(words[index])] = String(words[index + 1])
        }
        return Flash(
            String(words[2]), arguments, isProblem: words[0] == "problem",
            undo: words[1].isEmpty ? nil : String(words[1]))
    }
}

extension SecretPlace {
    static func flash(of session: Session) -> SecretPlace {
        SecretPlace(
            table: "sessions", column: "flash", organization: session.person.rawValue, row: session.person.rawValue)
    }

    static func secondFactor(of person: Person.ID) -> SecretPlace {
        SecretPlace(table: "second_factors", column: "seed", organization: person.rawValue, row: person.rawValue)
    }

    static func apiKey(of project: Project.ID, in organization: Organization.ID) -> SecretPlace {
        SecretPlace(table: "projects", column: "api_key", organization: organization.rawValue, row: project.rawValue)
    }

    static func hookToken(of project: Project.ID, in organization: Organization.ID) -> SecretPlace {
        SecretPlace(table: "hook_tokens", column: "token", organization: organization.rawValue, row: project.rawValue)
    }
}
