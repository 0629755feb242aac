package import Models
package import Postgres

/// The lead or the customer has as many files as it may have.
package struct TooManyFiles: Error {}

extension Store {
    /// Keeps a file with a lead or a customer. `most`: bytes that all files of the organization may take together.
    /// Throws `NotVisible`, `TooManyFiles`, `FilesFull`.
    package func addFile(
        _ file: KeptFile, as id: Attachment.ID, to parent: ActivityParent, atMost most: Int, by scope: Scope<WorkLeads>,
        at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            guard try db.place(parent, scope, locking: true) != nil else { throw NotVisible() }
            guard try db.countFiles(of: parent, scope) < Attachment.most else { throw TooManyFiles() }
            try db.lockFiles(scope)
            try db.checkRoom(for: file.content.count, insteadOf: nil, atMost: most, scope)
            try db.run([
                """
                INSERT INTO files (organization_id, id, kind, name, width, height, content, saved_at)
                VALUES (\(scope.organization), \(id), \(file.kind), \(file.name), \(file.width), \(file.height),
                        \(file.content), \(now))
                """,
                """
                INSERT INTO attachments (organization_id, file_id, lead_id, customer_id, added_by, added_at)
                VALUES (\(scope.organization), \(id), \(parent.lead), \(parent.customer), \(scope.person), \(now))
                """,
            ])
            try db.record(
                parent.fileAdded, parent.auditTarget, parent.auditID, by: scope, at: now,
                after: JSONText.object(["file": file.name, "size": "\(file.content.count)"]))
        }
    }

    /// The file itself; nil where the reader sees neither what it hangs on nor the customer that this became.
    package func attachedFile(_ id: Attachment.ID, _ scope: Scope<ViewLeads>) async throws -> StoredFile? {
        try await reading(scope) { db in
            try db.first(
                """
                SELECT f.kind, f.name, f.content, f.sha256
                FROM attachments a JOIN files f ON f.organization_id = a.organization_id AND f.id = a.file_id
                WHERE a.organization_id = \(scope.organization) AND a.file_id = \(id)
                  AND EXISTS (\(Attachment.owner(scope)))
                """)
        }
    }

    /// A file that the person may remove, for the question before it is done; nil for any other.
    package func removableFile(_ id: Attachment.ID, _ scope: Scope<WorkLeads>) async throws -> Attachment? {
        try await reading(scope) { db in try db.removableFile(id, scope) }
    }

    /// Removes a file that they added, or any where they manage leads; it is gone for good. Throws `NotVisible`. Answers
    /// what was removed.
    package func removeFile(
        _ id: Attachment.ID, by scope: Scope<WorkLeads>, at now: Instant
    ) async throws -> Attachment {
        try await transaction(scope) { db in
            try db.lockFiles(scope)
            guard let file = try db.removableFile(id, scope) else { throw NotVisible() }
            try db.removeFile(id.rawValue, scope)
            try db.record(
                file.parent.fileRemoved, file.parent.auditTarget, file.parent.auditID, by: scope, at: now,
                before: JSONText.object(["file": file.name, "size": "\(file.size)"]))
            return file
        }
    }
}

extension Connection {
    fileprivate func removableFile(_ id: Attachment.ID, _ scope: Scope<WorkLeads>) throws -> Attachment? {
        let file: Attachment? = try first(
            Attachment.rows(
                """
                SELECT a.* FROM attachments a
                WHERE a.organization_id = \(scope.organization) AND a.file_id = \(id)
                  AND EXISTS (\(Attachment.owner(scope)))
                """))
        return file.flatMap { scope.mayRemove($0) ? $0 : nil }
    }

    func countFiles(of parent: ActivityParent, _ scope: some Tenancy) throws -> Int {
        let hanging: SQL =
            switch parent {
            case .lead(let id): "a.lead_id = \(id)"
            case .customer(let id): "a.customer_id = \(id)"
            }
        return try value(
            "SELECT count(*) FROM attachments a WHERE a.organization_id = \(scope.organization) AND \(hanging)") ?? 0
    }
}

extension Attachment {
    /// Those of a lead, the newest first.
    static func rows(ofLead id: Lead.ID, _ scope: some Tenancy) -> SQL {
        rows(
            """
            SELECT a.* FROM attachments a
            WHERE a.organization_id = \(scope.organization) AND a.lead_id = \(id)
            ORDER BY a.added_at DESC, a.file_id DESC
            LIMIT \(2 * most)
            """)
    }

    /// Those of a customer and of the leads that became it, the newest first; of the leads' as many as one may have.
    static func rows(ofCustomer id: Customer.ID, _ scope: some Tenancy) -> SQL {
        rows(
            """
            (SELECT a.* FROM attachments a
             WHERE a.organization_id = \(scope.organization) AND a.customer_id = \(id)
             ORDER BY a.added_at DESC, a.file_id DESC
             LIMIT \(most))
            UNION ALL
            (SELECT a.* FROM leads l JOIN attachments a ON a.organization_id = l.organization_id AND a.lead_id = l.id
             WHERE l.organization_id = \(scope.organization) AND l.customer_id = \(id)
             ORDER BY a.added_at DESC, a.file_id DESC
             LIMIT \(most))
            """)
    }

    fileprivate static func rows(_ selected: SQL) -> SQL {
        """
        SELECT a.file_id, a.lead_id, a.customer_id, f.name, f.size, a.added_by, p.name AS added_by_name, a.added_at
        FROM (\(selected)) a
        JOIN files f ON f.organization_id = a.organization_id AND f.id = a.file_id
        LEFT JOIN people p ON p.id = a.added_by
        ORDER BY a.added_at DESC, a.file_id DESC
        """
    }

    /// Of a row of `attachments a`, what makes it visible: the lead or customer it hangs on, or the customer that the
    /// lead became, to whoever looks after that one.
    fileprivate static func owner(_ scope: Scope<some Permission>) -> SQL {
        """
        SELECT FROM leads l
        WHERE l.organization_id = a.organization_id AND l.id = a.lead_id AND l.deleted_at IS NULL AND \(scope.visibleLeads)
        UNION ALL
        SELECT FROM customers c
        WHERE c.organization_id = a.organization_id AND c.deleted_at IS NULL AND \(scope.visibleCustomers)
          AND c.id = coalesce(a.customer_id, (
              SELECT l.customer_id FROM leads l WHERE l.organization_id = a.organization_id AND l.id = a.lead_id))
        """
    }
}

extension ActivityParent {
    fileprivate var fileAdded: AuditEntry.Event { lead == nil ? .customerFileAdded : .leadFileAdded }
    fileprivate var fileRemoved: AuditEntry.Event { lead == nil ? .customerFileRemoved : .leadFileRemoved }
    fileprivate var auditTarget: AuditEntry.Target { lead == nil ? .customer : .lead }

    fileprivate var auditID: String {
        switch self {
        case .lead(let id): id.text
        case .customer(let id): id.text
        }
    }
}

extension Attachment: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let lead: Lead.ID? = try row["lead_id"], adder: String? = try row["added_by_name"]
        let customer: Customer.ID? = try row["customer_id"]
        guard let parent = lead.map(ActivityParent.lead) ?? customer.map(ActivityParent.customer) else {
            throw RowError.noSuchColumn("lead_id")
        }
        self.init(
            id: try row["file_id"], parent: parent,
            name: try row["name"], size: try row["size"], addedBy: try row["added_by"],
            addedByName: adder ?? "", addedAt: try row["added_at"])
    }
}
