package import Models
package import Postgres

/// The address belongs to a member, or has an open invitation, already.
package enum InvitationRefusal: Error, Equatable {
    case isMember, isInvited
}

extension Store {
    /// The invitations nobody accepted or revoked, newest first, those that expired included; at most 200.
    package func invitations(_ scope: Scope<ManageMembers>) async throws -> [Invitation] {
        try await reading(scope) { db in
            try db.all(
                """
                SELECT \(Invitation.columns) FROM invitations i JOIN people p ON p.id = i.invited_by
                WHERE i.organization_id = \(scope.organization) AND i.accepted_at IS NULL AND i.revoked_at IS NULL
                ORDER BY i.sent_at DESC, i.id DESC
                LIMIT 200
                """)
        }
    }

    /// Keeps an invitation and posts its letter; open for seven days by the database's clock. Throws `InvitationRefusal`, or
    /// `NotVisible` for a project that is none of the organization's.
    package func invite(
        _ form: InvitationForm, as id: Invitation.ID, tokenHash: [UInt8], letter: Letter,
        by scope: Scope<ManageMembers>,
        at now: Instant
    ) async throws {
        do {
            try await transaction(scope) { db in
                let isMember: Bool? = try db.value(
                    """
                    SELECT true FROM memberships m JOIN people p ON p.id = m.person_id
                    WHERE m.organization_id = \(scope.organization) AND p.email_key = lower(\(form.email))
                    """)
                if isMember == true { throw InvitationRefusal.isMember }
                let projects = try db.projectIDs(form.projects, scope)
                try db.execute(
                    """
                    INSERT INTO invitations
                        (organization_id, id, email, role, projects, language, invited_by, token_sha256, created_at, sent_at,
                         expires_at)
                    VALUES
                        (\(scope.organization), \(id), \(form.email), \(form.role), \(projects)::uuid[], \(form.language),
                         \(scope.person), \(tokenHash), \(now), \(now), now() + interval '7 days')
                    """)
                try db.post(letter)
                try db.record(
                    .invitationSent, .invitation, id.text, by: scope, at: now,
                    after: JSONText.object([
                        "email": form.email, "role": form.role.rawValue,
                        "projects": form.projects.map(\.rawValue).sorted().joined(separator: " "),
                    ]))
            }
        } catch let error as PostgresError where error.constraint == "invitations_one_open" {
            throw InvitationRefusal.isInvited
        }
    }

    /// A new link for seven more days; the one sent before opens nothing any more. `NotVisible` when the
    /// invitation is not open.
    package func renewInvitation(
        _ id: Invitation.ID, tokenHash: [UInt8], letter: Letter, by scope: Scope<ManageMembers>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            let changed = try db.execute(
                """
                UPDATE invitations
                SET token_sha256 = \(tokenHash), sent_at = \(now), expires_at = now() + interval '7 days'
                WHERE organization_id = \(scope.organization) AND id = \(id) AND accepted_at IS NULL AND revoked_at IS NULL
                """)
            guard changed > 0 else { throw NotVisible() }
            try db.post(letter)
            try db.record(
                .invitationSent, .invitation, id.text, by: scope, at: now,
                after: JSONText.object(["email": letter.recipient, "again": "yes"]))
        }
    }

    /// Closes an invitation: its link opens nothing any more. `NotVisible` when it is not open.
    package func revokeInvitation(_ id: Invitation.ID, by scope: Scope<ManageMembers>, at now: Instant) async throws {
        try await transaction(scope) { db in
            let changed = try db.execute(
                """
                UPDATE invitations SET revoked_at = \(now)
                WHERE organization_id = \(scope.organization) AND id = \(id) AND accepted_at IS NULL AND revoked_at IS NULL
                """)
            guard changed > 0 else { throw NotVisible() }
            try db.record(.invitationRevoked, .invitation, id.text, by: scope, at: now)
        }
    }
}

extension Invitation: RowDecodable {
    static let columns: SQL = "i.id, i.email, i.role, p.name AS inviter, i.sent_at, i.expires_at, i.language"

    package init(_ row: Row) throws(RowError) {
        self.init(
            id: try row["id"], email: try row["email"], role: try row["role"], inviter: try row["inviter"],
            sentAt: try row["sent_at"], expiresAt: try row["expires_at"], language: try row["language"])
    }
}
