package import Models
package import Postgres

extension Store {
    /// The public form as it is set up; nil: it never was.
    package func leadFormRecord(_ scope: some Tenancy) async throws -> PublicFormRecord? {
        try await reading(scope) { db in try db.leadForm(scope) }
    }

    /// Sets the form up or changes it; its address stays. Throws `StaleVersion`.
    package func saveLeadForm(
        _ form: PublicFormRecord, by scope: Scope<ManageOrganization>, at now: Instant
    ) async throws {
        try await transaction(scope) { db in
            let before = try db.leadForm(scope, locking: true)
            guard (before?.version ?? 0) == form.version else { throw StaleVersion() }
            let saved = try db.execute(
                """
                INSERT INTO lead_forms AS f
                    (organization_id, public_id, is_open, title, intro, consent, thanks, fields, required, language)
                VALUES
                    (\(scope.organization), \(form.publicID), \(form.isOpen), \(form.title), \(form.intro),
                     \(form.consent), \(form.thanks), \(form.fields.map(\.rawValue))::text[],
                     \(form.required.map(\.rawValue))::text[], \(form.language))
                ON CONFLICT (organization_id) DO UPDATE SET
                    is_open = excluded.is_open, title = excluded.title, intro = excluded.intro,
                    consent = excluded.consent, thanks = excluded.thanks, fields = excluded.fields,
                    required = excluded.required, language = excluded.language, version = f.version + 1
                WHERE f.version = \(form.version)
                """)
            guard saved == 1 else { throw StaleVersion() }
            try db.record(
                .leadFormSaved, .organization, scope.organizationPublicID.rawValue, by: scope, at: now,
                before: before?.auditText, after: form.auditText)
        }
    }
}

extension Connection {
    fileprivate func leadForm(_ scope: some Tenancy, locking: Bool = false) throws -> PublicFormRecord? {
        let lock: SQL = locking ? "FOR NO KEY UPDATE" : ""
        return try first(
            """
            SELECT public_id, is_open, title, intro, consent, thanks, fields, required, language, version FROM lead_forms
            WHERE organization_id = \(scope.organization)
            \(lock)
            """)
    }
}

extension PublicFormRecord: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        let fields: [String] = try row["fields"], required: [String] = try row["required"]
        self.init(
            publicID: try row["public_id"], isOpen: try row["is_open"], title: try row["title"],
            intro: try row["intro"], consent: try row["consent"], thanks: try row["thanks"],
            fields: Field.allCases.filter { fields.contains($0.rawValue) },
            required: Field.allCases.filter { required.contains($0.rawValue) }, language: try row["language"],
            version: try row["version"])
    }

    fileprivate var auditText: String {
        JSONText.object([
            "title": title, "open": isOpen ? "yes" : "no", "intro": intro, "consent": consent, "thanks": thanks,
            "fields": fields.map { $0.rawValue + (required.contains($0) ? "*" : "") }.joined(separator: ", "),
        ])
    }
}
