package import Models
package import Postgres

extension Store {
    /// nil: the person signs in with the password alone.
    package func secondFactor(of person: Person.ID) async throws -> SecondFactor? {
        try await transaction(of: person) { db in
            try db.first(
                """
                SELECT f.seed, f.last_step, f.created_at,
                       (SELECT count(*) FROM recovery_codes c WHERE c.person_id = f.person_id AND c.used_at IS NULL) AS codes_left
                FROM second_factors f WHERE f.person_id = \(person)
                """)
        }
    }

    /// Switches the second factor on, or puts another phone in place of the one before, with new recovery
    /// codes. `step`: the one whose code proved the phone. Every other session ends, and the person is told by
    /// `notice`.
    package func setSecondFactor(
        sealed: [UInt8], step: Int64, codes: [[UInt8]], of scope: PersonScope, keeping session: Int, notice: Letter,
        at now: Instant
    ) async throws {
        try await transaction(of: scope.person) { db in
            try db.execute(
                """
                INSERT INTO second_factors (person_id, seed, last_step, created_at)
                VALUES (\(scope.person), \(sealed), \(step), \(now))
                ON CONFLICT (person_id) DO UPDATE
                    SET seed = excluded.seed, last_step = excluded.last_step, created_at = excluded.created_at
                """)
            try db.execute("UPDATE people SET second_factor_at = \(now) WHERE id = \(scope.person)")
            try db.replaceCodes(codes, of: scope.person)
            try db.endOthers(than: session, of: scope.person)
            // Before any organization is entered: the mail is the person's own, and waits for none of them.
            try db.post(notice)
            try db.recordEverywhere(.secondFactorSet, of: scope, at: now)
        }
    }

    /// Ten new recovery codes; the old ones end. False when the second factor is off.
    package func renewRecoveryCodes(
        _ codes: [[UInt8]], of scope: PersonScope, notice: Letter, at now: Instant
    ) async throws -> Bool {
        try await transaction(of: scope.person) { db in
            let isOn = try db.value(
                "SELECT true FROM second_factors WHERE person_id = \(scope.person) FOR UPDATE", as: Bool.self)
            guard isOn == true else { return false }
            try db.replaceCodes(codes, of: scope.person)
            try db.post(notice)
            try db.recordEverywhere(.recoveryCodesRenewed, of: scope, at: now)
            return true
        }
    }

    /// Back to the password alone. Every other session ends. False when it was off.
    package func removeSecondFactor(
        of scope: PersonScope, keeping session: Int, notice: Letter, at now: Instant
    ) async throws -> Bool {
        try await transaction(of: scope.person) { db in
            guard try db.execute("DELETE FROM second_factors WHERE person_id = \(scope.person)") > 0 else {
                return false
            }
            try db.replaceCodes([], of: scope.person)
            try db.execute("UPDATE people SET second_factor_at = NULL WHERE id = \(scope.person)")
            try db.endOthers(than: session, of: scope.person)
            try db.post(notice)
            try db.recordEverywhere(.secondFactorRemoved, of: scope, at: now)
            return true
        }
    }

    /// Uses the code of that step up; false when it, or a later one, was used before.
    package func useStep(_ step: Int64, of person: Person.ID) async throws -> Bool {
        try await transaction(of: person) { db in
            try db.execute(
                "UPDATE second_factors SET last_step = \(step) WHERE person_id = \(person) AND last_step < \(step)") > 0
        }
    }

    /// Uses a recovery code up; false when there is none such or it was used before. `notice` is given how many are
    /// left, and the language that the person chose: whoever used it may not be them.
    package func useRecoveryCode(
        _ hash: [UInt8], of scope: PersonScope, notice: @escaping @Sendable (Int, String?) throws -> Letter,
        at now: Instant
    ) async throws -> Bool {
        try await transaction(of: scope.person) { db in
            let used = try db.execute(
                """
                UPDATE recovery_codes SET used_at = \(now)
                WHERE person_id = \(scope.person) AND code_sha256 = \(hash) AND used_at IS NULL
                """)
            guard used > 0 else { return false }
            let left: Int? = try db.value(
                "SELECT count(*) FROM recovery_codes WHERE person_id = \(scope.person) AND used_at IS NULL")
            let language: String? = try db.value("SELECT language FROM people WHERE id = \(scope.person)") ?? nil
            try db.post(try notice(left ?? 0, language))
            try db.recordEverywhere(.recoveryCodeUsed, of: scope, at: now)
            return true
        }
    }
}

extension Connection {
    fileprivate func replaceCodes(_ codes: [[UInt8]], of person: Person.ID) throws {
        try execute("DELETE FROM recovery_codes WHERE person_id = \(person)")
        try run(
            codes.map { "INSERT INTO recovery_codes (person_id, code_sha256) VALUES (\(person), \($0))" })
    }

    fileprivate func endOthers(than session: Int, of person: Person.ID) throws {
        try execute("DELETE FROM sessions WHERE person_id = \(person) AND id <> \(session)")
    }

    /// A change of somebody's own account, in the log of every organization they belong to.
    fileprivate func recordEverywhere(_ event: AuditEntry.Event, of scope: PersonScope, at now: Instant) throws {
        let organizations: [Organization.ID] = try values("SELECT organization_id FROM my_organizations()")
        for organization in organizations {
            try enter(organization)
            try record(
                event, .person, scope.person.text, by: Personal(organization: organization, person: scope.person),
                at: now)
        }
    }

    /// The rest of the transaction works in that organization.
    func enter(_ organization: Organization.ID) throws {
        try execute("SELECT set_config('takt.organization', \(organization)::text, true)")
    }
}

extension SecondFactor: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        self.init(
            seed: try row["seed"], lastStep: try row["last_step"], createdAt: try row["created_at"],
            codesLeft: try row["codes_left"])
    }
}
