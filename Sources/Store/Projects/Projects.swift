package import Models
package import Postgres

extension Store {
    package func project(_ scope: some ProjectTenancy) async throws -> ProjectRecord? {
        try await reading(scope) { db in try db.project(scope) }
    }

    /// The sealed API key of a project; nil when none was given.
    package func sealedAPIKey(_ scope: some ProjectTenancy) async throws -> [UInt8]? {
        try await reading(scope) { db in
            try db.value(
                "SELECT api_key FROM projects WHERE organization_id = \(scope.organization) AND id = \(scope.project)")
        }
    }

    /// Connects a shop with its default rules, or throws `NameTaken`.
    package func addProject(
        _ form: ProjectForm, sealedKey: [UInt8]?, as project: Project.ID, _ publicID: PublicID,
        hook: (hash: [UInt8], sealed: [UInt8]), rules: [NewRule],
        groups: [StatusGroup], by scope: Scope<ManageProjects>, at now: Instant
    ) async throws {
        try await namingTaken {
            try await transaction(scope) { db in
                try db.execute(
                    """
                    INSERT INTO projects
                        (organization_id, id, public_id, name, base_url, api_key, api_key_set_at, zone, link_pattern, created_at)
                    VALUES
                        (\(scope.organization), \(project), \(publicID), \(form.name), \(form.baseURL), \(sealedKey),
                         \(sealedKey == nil ? nil : now), \(form.zone), \(form.linkPattern), \(now))
                    """)
                for group in groups {
                    try db.execute(
                        """
                        INSERT INTO status_groups (organization_id, project_id, number, name)
                        VALUES (\(scope.organization), \(project), \(group.number), \(group.name))
                        """)
                }
                for rule in rules {
                    try db.addRule(rule, version: 1, project: project, by: scope, at: now)
                }
                try db.addHook(hook.hash, hook.sealed, to: project, of: scope.organization, at: now)
                try db.record(
                    .projectCreated, .project, publicID.rawValue, by: scope, at: now, after: form.auditText)
            }
        }
    }

    /// Replaces the version the caller saw, or throws `StaleVersion` or `NameTaken`. A nil key keeps the
    /// stored one. A changed zone moves every working hour, so it counts as a change of the rules.
    ///
    /// `limits`: the stored limits with the form's near threshold put in; the same text when it
    /// is there already.
    package func changeProject(
        _ form: ProjectForm, sealedKey: [UInt8]?, limits: @escaping @Sendable (_ stored: String) throws -> String,
        by scope: ProjectScope<ManageProjects>, at now: Instant
    ) async throws {
        try await namingTaken {
            try await transaction(scope) { db in
                guard let before = try db.project(scope, locking: true), before.version == form.version else {
                    throw StaleVersion()
                }
                try db.execute(
                    """
                    UPDATE projects
                    SET name = \(form.name), base_url = \(form.baseURL), api_key = coalesce(\(sealedKey), api_key),
                        api_key_set_at = CASE WHEN \(sealedKey)::bytea IS NULL THEN api_key_set_at ELSE \(now) END,
                        link_pattern = \(form.linkPattern), zone = \(form.zone), version = version + 1,
                        connection_state = CASE WHEN base_url = \(form.baseURL) AND \(sealedKey)::bytea IS NULL
                                                THEN connection_state ELSE 'untried' END
                    WHERE organization_id = \(scope.organization) AND id = \(scope.project)
                    """)
                let isNearChanged = try db.replaceLimits(by: limits, scope, at: now)
                if before.zone != form.zone || isNearChanged {
                    try db.countRulesChange(scope)
                    try db.enqueueRecompute(scope)
                }
                if sealedKey != nil { try db.enqueueMissingItems(scope) }
                try db.record(
                    .projectChanged, .project, scope.projectPublicID.rawValue, by: scope, at: now,
                    before: before.auditText, after: form.auditText)
            }
        }
    }

    /// Keeps what the last test of the connection said.
    package func recordConnection(_ test: ConnectionTest, by scope: ProjectScope<ManageProjects>) async throws {
        try await transaction(scope) { db in try db.recordConnection(test, by: scope) }
    }

    /// The same for a test that the program made on its own.
    package func recordConnection(_ test: ConnectionTest, by scope: SystemScope) async throws {
        try await transaction(scope) { db in try db.recordConnection(test, by: scope) }
    }

    private func namingTaken<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as PostgresError where error.constraint == "projects_name_taken"
        {
            throw NameTaken()
        }
    }
}

/// Another active project of the organization has this name.
package struct NameTaken: Error {}

extension Connection {
    func project(_ scope: some ProjectTenancy, locking: Bool = false) throws -> ProjectRecord? {
        let lock: SQL = locking ? "FOR UPDATE" : ""
        return try first(
            """
            SELECT \(ProjectRecord.columns) FROM projects j
            WHERE j.organization_id = \(scope.organization) AND j.id = \(scope.project)
            \(lock)
            """)
    }

    fileprivate func recordConnection(_ test: ConnectionTest, by scope: some ProjectTenancy) throws {
        let state: ProjectRecord.Connection = test.isWorking ? .working : .failing
        let before = try project(scope, locking: true)?.connection
        let publicID: PublicID? = try value(
            """
            UPDATE projects
            SET connection_state = \(state), connection_outcome = \(test.outcome), connection_status = \(test.status),
                connection_text = \(test.text), connection_tried_at = \(test.at)
            WHERE organization_id = \(scope.organization) AND id = \(scope.project)
            RETURNING public_id
            """)
        guard let publicID else { throw NotVisible() }
        try record(
            .connectionTested, .project, publicID.rawValue, by: scope, at: test.at,
            after: JSONText.object(["outcome": test.outcome]))
        if before != .failing, state == .failing {
            try notify(
                .connectionFailing, to: .holders(of: ManageProjects.self, in: scope.project), by: scope, at: test.at)
        }
    }

    /// The near threshold belongs to the limits, so changing it saves their next version; false when it
    /// stays as it was.
    fileprivate func replaceLimits(
        by change: (_ stored: String) throws -> String, _ scope: ProjectScope<ManageProjects>, at now: Instant
    ) throws -> Bool {
        guard let latest = try latestRule(.sla, scope) else { return false }
        let document = try change(latest.document)
        if document == latest.document { return false }
        try addRule(
            NewRule(.sla, holdsFrom: now, document: document), version: latest.version + 1, project: scope.project,
            by: scope, at: now)
        return true
    }

    /// Every derived order of the project is out of date from here on; a recomputation follows.
    func countRulesChange(_ scope: some ProjectTenancy) throws {
        try execute(
            """
            UPDATE projects SET rules_number = rules_number + 1
            WHERE organization_id = \(scope.organization) AND id = \(scope.project)
            """)
    }
}

extension ProjectRecord.Connection: SQLEncodable, SQLDecodable {}

extension ProjectRecord: RowDecodable {
    static let columns: SQL = """
        j.id, j.public_id, j.name, j.base_url, j.api_key_set_at, j.zone, j.link_pattern,
        j.connection_state, j.connection_outcome, j.connection_status, j.connection_text, j.connection_tried_at,
        j.statuses_fetched_at, j.rules_number, j.version
        """

    package init(_ row: Row) throws(RowError) {
        var test: ConnectionTest?
        if let at: Instant = try row["connection_tried_at"] {
            let outcome: String = try row["connection_outcome"]
            test = ConnectionTest(
                isWorking: outcome.hasPrefix("working"), outcome: outcome, status: try row["connection_status"],
                text: try row["connection_text"], at: at)
        }
        self.init(
            id: try row["id"], publicID: try row["public_id"], name: try row["name"], baseURL: try row["base_url"],
            keySetAt: try row["api_key_set_at"], zone: try row["zone"], linkPattern: try row["link_pattern"],
            connection: try row["connection_state"], lastTest: test,
            statusesFetchedAt: try row["statuses_fetched_at"], rulesNumber: try row["rules_number"],
            version: try row["version"])
    }

    var auditText: String {
        JSONText.object(["name": name, "base_url": baseURL, "zone": zone, "link_pattern": linkPattern])
    }
}

extension ProjectForm {
    var auditText: String {
        JSONText.object([
            "name": name, "base_url": baseURL, "zone": zone, "link_pattern": linkPattern,
            "api_key": apiKey == nil ? "kept" : "replaced",
        ])
    }
}
