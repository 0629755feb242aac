import struct FoundationEssentials.UUID
import Models
package import Postgres

/// Everything Takt can ask of its records. One extension per feature; SQL lives nowhere else.
package struct Store: Sendable {
    package let database: Database
    /// What the next change does besides, as the last thing in its transaction.
    var beforeCommit: (@Sendable (isolated Connection) throws -> Void)?

    package init(_ database: Database) {
        self.database = database
    }

    /// One transaction inside a tenant: it sees and changes this organization's rows alone.
    func transaction<Value: Sendable>(
        _ scope: some Tenancy, _ body: @escaping @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        // Two that wait for each other's counters: the database undoes one of them, which then goes after the other.
        for _ in 1...4 {
            do { return try await transactionOnce(scope, body) } catch let error as PostgresError
                where error.state == "40P01"
            { continue }
        }
        return try await transactionOnce(scope, body)
    }

    private func transactionOnce<Value: Sendable>(
        _ scope: some Tenancy, _ body: @escaping @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        guard let beforeCommit else { return try await database.transaction(Self.settings(of: scope), body) }
        return try await database.transaction(Self.settings(of: scope)) { db in
            let value = try body(db)
            try beforeCommit(db)
            return value
        }
    }

    /// The same, reading only.
    func reading<Value: Sendable>(
        _ scope: some Tenancy, _ body: @escaping @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        try await database.transaction(Self.settings(of: scope), readOnly: true, body)
    }

    /// One transaction of a person outside any organization: their own row, sessions and devices.
    func transaction<Value: Sendable>(
        of person: Person.ID, _ body: @escaping @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        try await database.transaction([.person(person)], body)
    }

    /// The same, reading only.
    func reading<Value: Sendable>(
        of person: Person.ID, _ body: @escaping @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        try await database.transaction([.person(person)], readOnly: true, body)
    }

    static func settings(of scope: some Tenancy) -> [Setting] {
        [.organization(scope.organization)] + (scope.actor.person.map { [.person($0)] } ?? [])
    }
}

extension Setting {
    static func organization(_ id: Organization.ID) -> Setting {
        Setting(name: "takt.organization", value: id.rawValue.uuidString)
    }

    static func person(_ id: Person.ID) -> Setting {
        Setting(name: "takt.person", value: id.rawValue.uuidString)
    }
}

/// Someone else replaced the record since it was read.
package struct StaleVersion: Error {
    package init() {}
}
