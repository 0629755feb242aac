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
        _ form: ProjectForm, crm: ProjectRecord.CRM = .keyCRM, sealedKey: [UInt8]?, as project: Project.ID,
        _ publicID: PublicID, hook: (hash: [UInt8], sealed: [UInt8]), rules: [NewRule],
        groups: [StatusGroup], by scope: Scope<ManageProjects>, at now: Instant
    ) async throws {
        try await namingTaken {
            try await transaction(scope) { db in
                try db.execute(
                    """
                    INSERT INTO projects
                        (organization_id, id, public_id, name, crm, base_url, api_key, api_key_set_at, zone, link_pattern, created_at)
                    VALUES
                        (\(scope.organization), \(project), \(publicID), \(form.name), \(crm), \(form.baseURL), \(sealedKey),
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
                    .projectCreated, .project, publicID.rawValue, by: scope, at: now,
                    after: form.auditText(near: form.near, version: 1))
            }
        }
    }

    /// Replaces the version the caller saw, or throws `StaleVersion` or `NameTaken`. A nil key keeps the
    /// stored one. A changed zone moves every working hour, so it counts as a change of the rules.
    ///
    /// `limits`: the stored limits with the form's near threshold put in; the same text when it
    /// is there already. `undoing`: the entry whose change this one takes back, or `UndoneAlready`. Answers the
    /// entry by which the change can be taken back.
    @discardableResult
    package func changeProject(
        _ form: ProjectForm, sealedKey: [UInt8]?, limits: @escaping @Sendable (_ stored: String) throws -> String,
        by scope: ProjectScope<ManageProjects>, at now: Instant, undoing entry: Int? = nil
    ) async throws -> Int {
        try await namingTaken {
            try await transaction(scope) { db in
                guard let before = try db.project(scope, locking: true) else { throw StaleVersion() }
                if let entry { try db.refuseUndone(entry, scope) }
                guard before.version == form.version else { throw StaleVersion() }
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
                let near = try db.replaceLimits(by: limits, scope, at: now)
                if before.zone != form.zone || near.before != near.after {
                    try db.countRulesChange(scope)
                    try db.enqueueRecompute(scope)
                }
                if sealedKey != nil { try db.enqueueMissingItems(scope) }
                return try db.record(
                    .projectChanged, .project, scope.projectPublicID.rawValue, by: scope, at: now,
                    before: before.auditText(near: near.before),
                    after: form.auditText(near: near.after, version: before.version + 1), undoing: entry)
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
        guard let before = try project(scope, locking: true) else { throw NotVisible() }
        try execute(
            """
            UPDATE projects
            SET connection_state = \(state), connection_outcome = \(test.outcome), connection_status = \(test.status),
                connection_text = \(test.text), connection_tried_at = \(test.at)
            WHERE organization_id = \(scope.organization) AND id = \(scope.project)
            """)
        try record(
            .connectionTested, .project, before.publicID.rawValue, by: scope, at: test.at,
            before: before.lastTest.map { JSONText.object(["outcome": $0.outcome]) },
            after: JSONText.object(["outcome": test.outcome]))
        if before.connection != .failing, state == .failing {
            try notify(
                .connectionFailing, to: .holders(of: ManageProjects.self, in: scope.project), by: scope, at: test.at)
        }
    }

    /// The near threshold belongs to the limits, so changing it saves their next version. Answers the threshold
    /// before and after, in percent.
    fileprivate func replaceLimits(
        by change: (_ stored: String) throws -> String, _ scope: ProjectScope<ManageProjects>, at now: Instant
    ) throws -> (before: Int?, after: Int?) {
        guard let latest = try latestRule(.sla, scope) else { return (nil, nil) }
        let document = try change(latest.document)
        let near = try SLALimits(storedText: latest.document).nearPercent
        if document == latest.document { return (near, near) }
        let rule = NewRule(.sla, holdsFrom: now, document: document)
        try addRule(rule, version: latest.version + 1, project: scope.project, by: scope, at: now)
        try record(
            .slaSaved, .project, scope.projectPublicID.rawValue, by: scope, at: now, before: latest.auditText,
            after: rule.auditText(version: latest.version + 1))
        return (near, try SLALimits(storedText: document).nearPercent)
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
extension ProjectRecord.CRM: SQLEncodable, SQLDecodable {}

extension ProjectRecord: RowDecodable {
    static let columns: SQL = """
        j.id, j.public_id, j.name, j.crm, j.base_url, j.api_key_set_at, j.zone, j.link_pattern,
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
            id: try row["id"], publicID: try row["public_id"], name: try row["name"], crm: try row["crm"],
            baseURL: try row["base_url"],
            keySetAt: try row["api_key_set_at"], zone: try row["zone"], linkPattern: try row["link_pattern"],
            connection: try row["connection_state"], lastTest: test,
            statusesFetchedAt: try row["statuses_fetched_at"], rulesNumber: try row["rules_number"],
            version: try row["version"])
    }

    /// The settings as the audit log keeps them; whether there is a key, never the key.
    func auditText(near: Int?) -> String {
        var fields = [
            "name": name, "base_url": baseURL, "zone": zone, "link_pattern": linkPattern, "version": "\(version)",
        ]
        if let near { fields["near"] = "\(near)" }
        return JSONText.object(fields)
    }
}

extension ProjectForm {
    func auditText(near: Int?, version: Int) -> String {
        var fields = [
            "name": name, "base_url": baseURL, "zone": zone, "link_pattern": linkPattern, "version": "\(version)",
        ]
        if let near { fields["near"] = "\(near)" }
        if apiKey != nil { fields["api_key"] = "replaced" }
        return JSONText.object(fields)
    }
}
