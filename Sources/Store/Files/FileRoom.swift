import struct FoundationEssentials.UUID
package import Models
package import Postgres

/// The organization's files would take more than they may together.
package struct FilesFull: Error {
    /// How much that is, in bytes.
    package let most: Int
}

extension Connection {
    /// Two that change how many files an organization has do it one after the other.
    func lockFiles(_ scope: some Tenancy) throws {
        _ = try value("SELECT 1 FROM organizations WHERE id = \(scope.organization) FOR NO KEY UPDATE", as: Int.self)
    }

    /// Throws `FilesFull` where a file of `size` bytes and all others of the organization would take more than `most`
    /// bytes. `replaced`: the one whose place it takes.
    func checkRoom(
        for size: Int, insteadOf replaced: UUID?, atMost most: Int, _ scope: some Tenancy
    ) throws {
        let kept: Int? = try value(
            """
            SELECT coalesce(sum(size), 0) FROM files
            WHERE organization_id = \(scope.organization) AND id IS DISTINCT FROM \(replaced)
            """)
        guard (kept ?? 0) + size <= most else { throw FilesFull(most: most) }
    }

    func removeFile(_ id: UUID, _ scope: some Tenancy) throws {
        try execute("DELETE FROM files WHERE organization_id = \(scope.organization) AND id = \(id)")
    }
}

extension FileKind: SQLEncodable, SQLDecodable {}

extension StoredFile: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            kind: try row["kind"], name: try row["name"], content: try row["content"], hash: try row["sha256"])
    }
}
