import Crypto
import HTTP
import Models
import Outbound
import Store

/// The CRM of one project, and what can be asked of it.
struct ProjectCRM {
    let project: ProjectRecord
    let client: KeyCRMClient
}

/// No API key is stored, so there is nothing to ask with.
struct NoKey: Error {}

extension Services {
    /// Throws `NoKey`, or `SecretUnreadable` when the stored key does not open with the installation's keys:
    /// somebody has to type it again. Every call of the client goes through the gate of its key.
    func crm(of scope: some ProjectTenancy, calling place: CallPlace = .now) async throws -> ProjectCRM {
        guard let project = try await store.project(scope) else { throw NotVisible() }
        if project.crm == .demo { return ProjectCRM(demo: project) }
        guard let sealed = try await store.sealedAPIKey(scope) else { throw NoKey() }
        let key: [UInt8]
        do {
            key = try ring.open(sealed, in: .apiKey(of: scope.project, in: scope.organization))
        } catch {
            log.event("secret_unreadable", ["secret": .string("\(error)")])
            try await store.recordUnreadable("\(error.table).\(error.column)", by: scope, at: outside.now())
            throw error
        }
        let send = outside.send
        let client = KeyCRMClient(
            base: project.baseURL, key: String(decoding: key, as: UTF8.self), gate: gate(for: key, calling: place)
        ) { (request) async throws(OutboundFailure) in
            do {
                return try await send(request)
            } catch let failure as OutboundFailure {
                throw failure
            } catch {
                throw .connection
            }
        }
        return ProjectCRM(project: project, client: client)
    }

    /// The API key of a project; nil when there is none, or it cannot be opened.
    func key(of scope: some ProjectTenancy) async throws -> [UInt8]? {
        guard let sealed = try await store.sealedAPIKey(scope) else { return nil }
        return try? ring.open(sealed, in: .apiKey(of: scope.project, in: scope.organization))
    }

    /// Asks the CRM for its statuses, people and sources and keeps them; throws the `KeyCRMVerdict` when it
    /// does not tell the statuses. What it does not tell of people and sources stays as it was: a key may
    /// lack that right, and nothing is counted by them. `keeper`: the store for so many statuses, where
    /// something besides is kept with them.
    func fetchStatuses(
        from crm: ProjectCRM, by scope: some ProjectTenancy, through keeper: ((_ count: Int) -> Store)? = nil
    ) async throws -> StatusFetch {
        let statuses = try await crm.client.statuses().map(OrderStatus.init)
        let fetch = try await (keeper?(statuses.count) ?? store).saveStatuses(statuses, by: scope, at: outside.now())
        if let (users, sources) = await people(of: crm) {
            try await store.savePeople(
                users.map(CRMPerson.init), sources.map(OrderSource.init), by: scope, at: outside.now())
        }
        wakeWorkers()
        return fetch
    }

    private func people(of crm: ProjectCRM) async -> ([KeyCRMUser], [KeyCRMSource])? {
        do throws(KeyCRMVerdict) {
            return (try await crm.client.users(), try await crm.client.sources())
        } catch {
            log.event("people_not_told", ["verdict": .string(error.kind.rawValue)])
            return nil
        }
    }
}

extension CRMPerson {
    fileprivate init(_ user: KeyCRMUser) {
        self.init(id: Int(user.id), name: user.name, email: user.email, isActive: user.isActive)
    }
}

extension OrderSource {
    fileprivate init(_ source: KeyCRMSource) {
        self.init(id: Int(source.id), name: source.name, currency: source.currency)
    }
}

extension OrderStatus {
    /// A status without any name goes by its number.
    fileprivate init(_ status: KeyCRMStatus) {
        self.init(
            id: Int(status.id), name: status.name.isEmpty ? "\(status.id)" : status.name, alias: status.alias,
            sourceGroup: status.group, isActive: status.isActive, isClosing: status.isClosing,
            expirationSeconds: status.expirationSeconds)
    }
}
