package import Models
package import Postgres

extension Store {
    /// The session behind a cookie, with the person's part in the tenant that the address names.
    /// One round trip; nil when it is unknown, expired, or its person was deactivated.
    package func session(tokenHash: [UInt8], organization: PublicID? = nil, project: PublicID? = nil) async throws
        -> Session?
    {
        let place = project != nil ? "project" : organization != nil ? "organization" : "site"
        return try await database.first(
            "SELECT * FROM find_session(\(tokenHash), \(place), \(project ?? organization))", readOnly: false)
    }

    /// Begins a session after a sign-in: at most ten a person, the oldest go. `replacing` ends the
    /// session the browser came with, in the same transaction.
    package func beginSession(_ new: NewSession, replacing old: [UInt8]? = nil) async throws {
        let days = new.isLong ? 30 : 7
        try await transaction(of: new.person) { db in
            if let old {
                try db.execute("DELETE FROM sessions WHERE token_sha256 = \(old)")
            }
            try db.execute(
                """
                INSERT INTO sessions
                    (token_sha256, person_id, organization_id, csrf_key, is_long, expires_at, user_agent, address)
                VALUES
                    (\(new.tokenHash), \(new.person), \(new.organization), \(new.csrfKey), \(new.isLong),
                     now() + make_interval(days => \(days)), \(new.userAgent), \(new.address))
                """)
            try db.execute(
                """
                DELETE FROM sessions
                WHERE person_id = \(new.person)
                  AND id IN (SELECT id FROM sessions WHERE person_id = \(new.person) ORDER BY created_at DESC, id DESC OFFSET 10)
                """)
            if let mark = new.deviceMark {
                try db.execute(
                    "INSERT INTO device_marks (token_sha256, person_id) VALUES (\(mark), \(new.person)) ON CONFLICT DO NOTHING"
                )
                try db.execute(
                    """
                    DELETE FROM device_marks
                    WHERE person_id = \(new.person) AND token_sha256 IN
                        (SELECT token_sha256 FROM device_marks WHERE person_id = \(new.person) ORDER BY created_at DESC OFFSET 20)
                    """)
            }
        }
    }

    package func endSession(tokenHash: [UInt8], of person: Person.ID) async throws {
        try await transaction(of: person) { db in
            _ = try db.execute("DELETE FROM sessions WHERE token_sha256 = \(tokenHash)")
        }
    }

    /// Ends one of the person's own sessions; false when there is none of that number.
    package func endSession(_ id: Int, of scope: PersonScope) async throws -> Bool {
        try await transaction(of: scope.person) { db in
            try db.execute("DELETE FROM sessions WHERE person_id = \(scope.person) AND id = \(id)") > 0
        }
    }

    /// Ends every session of the person but this one; answers how many.
    package func endOtherSessions(than id: Int, of scope: PersonScope) async throws -> Int {
        try await transaction(of: scope.person) { db in
            try db.execute("DELETE FROM sessions WHERE person_id = \(scope.person) AND id <> \(id)")
        }
    }

    package func sessions(of scope: PersonScope) async throws -> [SessionSummary] {
        try await transaction(of: scope.person) { db in
            try db.all(
                """
                SELECT id, created_at, seen_at, user_agent, address FROM sessions
                WHERE person_id = \(scope.person) AND expires_at > now()
                ORDER BY seen_at DESC, id DESC
                LIMIT 10
                """)
        }
    }

    /// The sealed words that the session's next page shows; nil takes them away.
    package func setFlash(_ flash: [UInt8]?, session id: Int, of person: Person.ID) async throws {
        try await transaction(of: person) { db in
            _ = try db.execute("UPDATE sessions SET flash = \(flash) WHERE person_id = \(person) AND id = \(id)")
        }
    }

    /// Remembers the organization chosen last, so that the next sign-in starts there.
    package func rememberOrganization(_ organization: Organization.ID, session id: Int, of person: Person.ID)
        async throws
    {
        try await transaction(of: person) { db in
            _ = try db.execute(
                "UPDATE sessions SET organization_id = \(organization) WHERE person_id = \(person) AND id = \(id)")
        }
    }

    package func organizations(of scope: PersonScope) async throws -> [OrganizationSummary] {
        try await transaction(of: scope.person) { db in
            try db.all("SELECT * FROM my_organizations()")
        }
    }

    /// Gives the session a new token in place of the old one; false when it has one already, or ended.
    package func renewToken(_ old: [UInt8], as new: [UInt8], of person: Person.ID) async throws -> Bool {
        try await transaction(of: person) { db in
            try db.execute(
                """
                UPDATE sessions SET token_sha256 = \(new), token_at = now()
                WHERE person_id = \(person) AND token_sha256 = \(old)
                """) > 0
        }
    }

    /// Takes one token from a bucket that refills at `rate` a second up to `burst`; answers 0 or the
    /// seconds to wait.
    package func takeToken(_ bucket: String, rate: Double, burst: Double) async throws -> Double {
        try await database.value("SELECT take_token(\(bucket), \(rate), \(burst))", readOnly: false) ?? 0
    }
}

/// What a session is made of. Tokens come hashed; only the cookie holds them.
package struct NewSession: Sendable {
    package let tokenHash: [UInt8]
    package let person: Person.ID
    package let organization: Organization.ID?
    package let csrfKey: [UInt8]
    /// Stay signed in: 30 days instead of 7, idle 7 days instead of 12 hours.
    package let isLong: Bool
    package let userAgent: String
    package let address: String
    package let deviceMark: [UInt8]?

    package init(
        tokenHash: [UInt8], person: Person.ID, organization: Organization.ID?, csrfKey: [UInt8], isLong: Bool,
        userAgent: String, address: String, deviceMark: [UInt8]?
    ) {
        self.tokenHash = tokenHash
        self.person = person
        self.organization = organization
        self.csrfKey = csrfKey
        self.isLong = isLong
        self.userAgent = String(userAgent.unicodeScalars.prefix(400).map(Character.init))
        self.address = address
        self.deviceMark = deviceMark
    }
}

extension Session: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let person: Person.ID = try row["person_id"]
        let role: Role? = try row["role"]
        var membership: Membership?
        var project: ProjectMembership?
        let hasSecondFactor: Bool = try row["has_second_factor"]
        if let role {
            let isSuspended: Bool = try row["is_suspended"], needsFactor: Bool = try row["requires_second_factor"]
            membership = Membership(
                member: Member(
                    organization: try row["organization_id"], organizationPublicID: try row["organization_public_id"],
                    person: person, role: role),
                organizationName: try row["organization_name"],
                organizationLanguage: try row["organization_language"],
                organizationZone: try row["organization_zone"],
                barrier: isSuspended ? .suspended : needsFactor && !hasSecondFactor ? .secondFactor : nil)
            if let id: Project.ID = try row["project_id"] {
                project = ProjectMembership(
                    access: ProjectAccess(
                        id: id, publicID: try row["project_public_id"], isMember: try row["is_project_member"]),
                    name: try row["project_name"], zone: try row["project_zone"])
            }
        }
        self.init(
            id: try row["session_id"], person: person, email: try row["email"], name: try row["person_name"],
            isOperator: try row["is_operator"], language: try row["language"], theme: try row["theme"],
            zone: try row["zone"], csrfKey: try row["csrf_key"], sudoAge: try row["sudo_age"], flash: try row["flash"],
            lastOrganization: try row["last_organization"], isLong: try row["is_long"],
            hasSecondFactor: hasSecondFactor, needsNewToken: try row["needs_new_token"], membership: membership,
            project: project)
    }
}

extension SessionSummary: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], createdAt: try row["created_at"], seenAt: try row["seen_at"],
            userAgent: try row["user_agent"], address: try row["address"])
    }
}

extension OrganizationSummary: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let isSuspended: Bool = try row["is_suspended"], needsFactor: Bool = try row["needs_second_factor"]
        self.init(
            id: try row["organization_id"], publicID: try row["public_id"], name: try row["name"],
            role: try row["role"], projects: try row["projects"],
            barrier: isSuspended ? .suspended : needsFactor ? .secondFactor : nil)
    }
}
