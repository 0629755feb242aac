package import Models
package import Postgres

extension Store {
    package func organization(_ scope: Scope<ManageOrganization>) async throws -> OrganizationRecord? {
        try await reading(scope) { db in try db.organization(scope) }
    }

    /// By whose clock its days begin: an IANA name.
    package func organizationZone(_ scope: some Tenancy) async throws -> String {
        let zone: String? = try await reading(scope) { db in
            try db.value("SELECT zone FROM organizations WHERE id = \(scope.organization)")
        }
        guard let zone else { throw NotVisible() }
        return zone
    }

    /// Replaces the version the caller saw, or throws `StaleVersion`.
    package func saveOrganization(
        _ record: OrganizationRecord, by scope: Scope<ManageOrganization>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            guard let before = try db.organization(scope, locking: true), before.version == record.version else {
                throw StaleVersion()
            }
            try db.execute(
                """
                UPDATE organizations
                SET name = \(record.name), zone = \(record.zone), country = \(record.country),
                    requires_second_factor = \(record.requiresSecondFactor), version = version + 1
                WHERE id = \(scope.organization)
                """)
            try db.record(
                .organizationChanged, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: before.auditText, after: record.auditText)
        }
    }
}

extension Connection {
    fileprivate func organization(
        _ scope: Scope<ManageOrganization>, locking: Bool = false
    ) throws -> OrganizationRecord? {
        let lock: SQL = locking ? "FOR NO KEY UPDATE" : ""
        return try first(
            """
            SELECT name, zone, country, requires_second_factor, version FROM organizations
            WHERE id = \(scope.organization)
            \(lock)
            """)
    }
}

extension OrganizationRecord: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            name: try row["name"], zone: try row["zone"], country: try row["country"],
            requiresSecondFactor: try row["requires_second_factor"],
            version: try row["version"])
    }

    var auditText: String {
        JSONText.object([
            "name": name, "zone": zone, "country": country?.code ?? "",
            "second_factor": requiresSecondFactor ? "required" : "optional",
        ])
    }
}
