package import struct FoundationEssentials.UUID
package import Models
package import Postgres

extension Store {
    /// The organization's picture, without its bytes; nil when it has none.
    package func logo(_ scope: Scope<some Permission>) async throws -> Logo? {
        try await reading(scope) { db in try db.first(Self.logo(of: scope)) }
    }

    /// The file itself, by the hash in its address; nil when that is not (or no longer) the organization's picture.
    package func logoFile(_ hash: [UInt8], _ scope: Scope<SeeOrganization>) async throws -> StoredFile? {
        try await reading(scope) { db in
            try db.first(
                """
                SELECT f.kind, f.name, f.content, f.sha256
                FROM organizations o JOIN files f ON f.organization_id = o.id AND f.id = o.logo_id
                WHERE o.id = \(scope.organization) AND f.sha256 = \(hash)
                """)
        }
    }

    /// Puts the picture in the place of the one before, as file `id`. Throws `FilesFull` when all files of the
    /// organization would take more than `most` bytes.
    package func saveLogo(
        _ picture: Picture, named name: String, as id: UUID, atMost most: Int, by scope: Scope<ManageOrganization>,
        at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            let before = try db.lockedLogo(scope)
            try db.checkRoom(for: picture.content.count, insteadOf: before?.id, atMost: most, scope)
            try db.execute(
                """
                INSERT INTO files (organization_id, id, kind, name, width, height, content, saved_at)
                VALUES (\(scope.organization), \(id), \(picture.kind), \(name), \(picture.width), \(picture.height),
                        \(picture.content), \(now))
                """)
            try db.setLogo(id, insteadOf: before, scope)
            try db.record(
                .logoSaved, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: before?.auditText,
                after: JSONText.object(["file": name, "size": "\(picture.content.count)"]))
        }
    }

    /// False when there was none.
    package func removeLogo(by scope: Scope<ManageOrganization>, at now: Instant) async throws -> Bool {
        try await transaction(scope) { db in
            guard let before = try db.lockedLogo(scope) else { return false }
            try db.setLogo(nil, insteadOf: before, scope)
            try db.record(
                .logoRemoved, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: before.auditText)
            return true
        }
    }

    static func logo(of scope: some Tenancy) -> SQL {
        """
        SELECT f.sha256, f.name, f.width, f.height
        FROM organizations o JOIN files f ON f.organization_id = o.id AND f.id = o.logo_id
        WHERE o.id = \(scope.organization)
        """
    }
}

extension Connection {
    fileprivate func lockedLogo(_ scope: Scope<ManageOrganization>) throws -> KeptLogo? {
        try lockFiles(scope)
        return try first(
            """
            SELECT f.id, f.name, f.size
            FROM organizations o JOIN files f ON f.organization_id = o.id AND f.id = o.logo_id
            WHERE o.id = \(scope.organization)
            """)
    }

    fileprivate func setLogo(_ id: UUID?, insteadOf before: KeptLogo?, _ scope: Scope<ManageOrganization>) throws {
        try execute("UPDATE organizations SET logo_id = \(id) WHERE id = \(scope.organization)")
        guard let before else { return }
        try removeFile(before.id, scope)
    }
}

private struct KeptLogo: RowDecodable {
    let id: UUID
    let name: String
    let size: Int

    init(_ row: Row) throws(RowError) {
        id = try row["id"]
        name = try row["name"]
        size = try row["size"]
    }

    var auditText: String { JSONText.object(["file": name, "size": "\(size)"]) }
}

extension Logo: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            hash: try row["sha256"], name: try row["name"], width: try row["width"], height: try row["height"])
    }
}
