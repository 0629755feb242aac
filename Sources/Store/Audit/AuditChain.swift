package import Models
package import Postgres

/// The end of one chain of the audit log.
package struct AuditHead: Sendable, Equatable {
    /// Whose chain; the id of nobody for what happens outside organizations.
    package let organization: Organization.ID
    /// Empty for the chain outside organizations.
    package let publicID: String
    /// How many entries are linked.
    package let number: Int
    /// SHA-256 over all of them in turn; nil while there is none.
    package let hash: [UInt8]?
}

/// An entry that is not what it was when it was linked.
package struct AuditFault: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// It says something else now, or its link does.
        case altered
        /// It is gone.
        case missing
        /// Links before it are gone.
        case gap
        /// It was never given to the chain.
        case unlinked
    }

    package let kind: Kind
    /// The number of its link; nil where it has none.
    package let number: Int?
    package let entry: Int
}

extension Store {
    /// Links what has been committed since, at most so many entries in one transaction; answers how many.
    package func closeAudit(batch: Int = 500) async throws -> Int {
        try await database.value("SELECT close_audit(\(batch))", readOnly: false) ?? 0
    }

    /// The end of every chain there is.
    package func auditHeads() async throws -> [AuditHead] {
        try await database.all("SELECT organization_id, public_id, number, hash FROM audit_heads()")
    }

    /// What is wrong with a chain, read in slices; empty when every entry is as it was linked.
    package func auditFaults(in chain: AuditHead, slice: Int = 20_000) async throws -> [AuditFault] {
        var faults: [AuditFault] = []
        var after = 0
        repeat {
            let sql: SQL =
                chain.publicID.isEmpty
                ? "SELECT number, entry_id, fault FROM installation_faults(\(after), \(slice))"
                : "SELECT number, entry_id, fault FROM audit_faults(\(chain.organization), \(after), \(slice))"
            faults += try await database.all(sql, settings: [.organization(chain.organization)])
            after += slice
        } while after < chain.number
        return faults
    }

    /// Forgets the counts of what was refused more than 180 days ago.
    package func pruneRefusals() async throws {
        try await database.execute("SELECT prune_refusals()")
    }
}

extension AuditFault.Kind: SQLDecodable {}

extension AuditFault: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        kind = try row["fault"]
        number = try row["number"]
        entry = try row["entry_id"]
    }
}

extension AuditHead: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        organization = try row["organization_id"]
        publicID = try row["public_id"]
        let number: Int? = try row["number"]
        self.number = number ?? 0
        hash = try row["hash"]
    }
}
