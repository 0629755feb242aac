import Crypto
import Forms
import FoundationEssentials
import HTTP
import Models
import Store
import Web

/// The connection of a project: the test of the key, the webhook address and its rotation.
struct Connections: Feature {
    static let page = ProjectPath("/settings/connection")
    static let test = ProjectPath("/settings/connection/test")
    static let items = ProjectPath("/settings/connection/items")
    static let rotation = ProjectPath("/settings/connection/rotate")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.page, ManageProjects.self, show),
            Route(.post, Self.test, ManageProjects.self, tryOut),
            Route(.post, Self.items, ManageProjects.self, askForItems),
            Route(.get, Self.rotation, ManageProjects.self, ask),
            Route(.post, Self.rotation, ManageProjects.self, rotate),
        ]
    }

    func show(_ scope: ProjectScope<ManageProjects>, _ request: Request) async throws -> Response {
        guard let project = try await services.store.project(scope) else { throw NotVisible() }
        let tokens = try await services.store.hookTokens(scope)
        let deliveries = try await services.store.deliveries(scope, limit: 5)
        // A test of another key or address says nothing about the present one.
        let test = project.connection == .untried ? nil : project.lastTest
        let page = ConnectionPage(
            test: test.flatMap { test in KeyCRMVerdict(test).map { ConnectionPage.Test($0, at: test.at) } },
            testAction: Self.test(in: project.publicID), keySetAt: project.keySetAt,
            general: Projects.settings(in: project.publicID), webhook: address(tokens.current, scope),
            formerValidUntil: tokens.lazy.compactMap(\.expiresAt).first, rotate: rotation(tokens, scope),
            items: try await items(scope), deliveries: deliveries.map { DeliveryRow($0, in: project.publicID) },
            allDeliveries: Deliveries.list(in: project.publicID))
        return try await services.page(page, for: request)
    }

    private func rotation(_ tokens: [HookToken], _ scope: ProjectScope<ManageProjects>) -> ConnectionPage.Rotation {
        ConnectionPage.Rotation(
            Self.rotation(in: scope.projectPublicID), addresses: tokens.count,
            version: tokens.current.map { "\($0.createdAt.microseconds)" })
    }

    private func items(_ scope: ProjectScope<ManageProjects>) async throws -> ConnectionPage.Items {
        var pause = 0
        if let key = try await services.key(of: scope) {
            pause = try await services.store.callPause(services.callLine(of: key))
        }
        return ConnectionPage.Items(
            try await services.store.contentBacklog(scope), pause: pause, rate: services.rates.keyCRM,
            action: Self.items(in: scope.projectPublicID))
    }

    /// Every order that has no items is asked for, also those that failed.
    func askForItems(_ scope: ProjectScope<ManageProjects>, _ request: Request) async throws -> Response {
        try await services.store.askForMissingItems(by: scope, at: services.outside.now())
        services.wakeWorkers()
        return try await services.redirect(
            to: Self.page(in: scope.projectPublicID), saying: Flash("flash.items_asked"), for: request)
    }

    /// One call to the CRM. When it works and its statuses are not known yet, they are fetched at once.
    func tryOut(_ scope: ProjectScope<ManageProjects>, _ request: Request) async throws -> Response {
        try await services.limit(services.rates.connectionTest, .connectionTest(of: scope.project))
        let flash: Flash
        do {
            let crm = try await services.crm(of: scope)
            let verdict = await crm.client.testConnection()
            // A call that was not made says nothing about the connection.
            if verdict.kind != .queued {
                try await services.store.recordConnection(
                    ConnectionTest(verdict, at: services.outside.now()), by: scope)
            }
            let isFirst = verdict.isWorking && crm.project.statusesFetchedAt == nil
            flash = isFirst ? try await fetched(from: crm, scope) : Flash(verdict)
        } catch is NoKey {
            flash = Flash("connection.no_key", isProblem: true)
        } catch is SecretUnreadable {
            flash = Flash("connection.key_unreadable", isProblem: true)
        }
        return try await services.redirect(to: Self.page(in: scope.projectPublicID), saying: flash, for: request)
    }

    func ask(_ scope: ProjectScope<ManageProjects>, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        let rotation = rotation(try await services.store.hookTokens(scope), scope)
        let page = ConfirmPage(
            action: rotation.path, title: Complaint("connection.rotate_title"), text: rotation.text,
            verb: Complaint("connection.rotate"), cancel: Self.page(in: scope.projectPublicID),
            version: rotation.version, facts: [])
        return try await services.page(page, for: request)
    }

    func rotate(_ scope: ProjectScope<ManageProjects>, _ request: Request) async throws -> Response {
        try services.requireFreshPassword(request)
        let version = try request.input()["version"].flatMap { Int64($0) } ?? 0
        let token = Token.make()
        let sealed = try services.sealHook(token, scope.project, scope.organization)
        var flash = Flash("flash.webhook_rotated")
        do {
            try await services.store.rotateHook(
                tokenHash: token.hash, sealed: sealed, replacing: Instant(microseconds: version), by: scope,
                at: services.outside.now())
        } catch is StaleVersion {
            flash = Flash("connection.rotated_already", isProblem: true)
        }
        return try await services.redirect(to: Self.page(in: scope.projectPublicID), saying: flash, for: request)
    }

    private func fetched(from crm: ProjectCRM, _ scope: ProjectScope<ManageProjects>) async throws -> Flash {
        do {
            return Flash(try await services.fetchStatuses(from: crm, by: scope))
        } catch let verdict as KeyCRMVerdict {
            return Flash(verdict)
        }
    }

    /// Whole, to be copied; nil when the secret in it does not open with the installation's keys.
    private func address(_ token: HookToken?, _ scope: ProjectScope<ManageProjects>) -> String? {
        guard let token else { return nil }
        do {
            let secret = try services.ring.open(
                token.sealed, in: .hookToken(of: scope.project, in: scope.organization))
            guard let project = TokenText(pathText: scope.projectPublicID.rawValue),
                let text = TokenText(pathText: String(decoding: secret, as: UTF8.self))
            else { return nil }
            return services.origin.description + Intake.hook(project, text)
        } catch {
            services.log.event("secret_unreadable", ["secret": .string("\(error)")])
            return nil
        }
    }
}

extension [HookToken] {
    /// The one that does not end by itself.
    var current: HookToken? { first { $0.expiresAt == nil } }
}

extension String {
    /// The bucket that tests of the connection and fetches of one project share.
    static func connectionTest(of project: Project.ID) -> String { "connection:\(project.rawValue.uuidString)" }
}

extension Flash {
    init(_ verdict: KeyCRMVerdict) {
        self.init(verdict.key, verdict.arguments, isProblem: !verdict.isWorking)
    }

    init(_ fetch: StatusFetch) {
        self.init("flash.statuses_refreshed", ["n": "\(fetch.count)"])
    }
}
