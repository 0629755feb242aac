import Postgres
import Store
import TestSupport
import Testing

/// The list of sealed columns against the schema: every column of bytes is either sealed and in the list, or one of
/// these, which hold hashes, keys of sessions, or what was sent to us.
struct SealedColumnsTests {
    private static let others = [
        "api_answers.body",
        "api_answers.claim",
        "api_answers.request_sha256",
        "api_tokens.secret_sha256",
        "audit_links.hash",
        "audit_open.digest",
        "calendar_feeds.token_sha256",
        "call_lines.key_hash",
        "deliveries.body",
        "device_marks.token_sha256",
        "email_changes.token_sha256",
        "files.content",
        "files.sha256",
        "password_resets.token_sha256",
        "sign_ups.token_sha256",
        "hook_tokens.token_sha256",
        "invitations.token_sha256",
        "key_canaries.sealed",
        "lead_deliveries.body",
        "lead_secrets.secret_sha256",
        "recovery_codes.code_sha256",
        "sessions.csrf_key",
        "sessions.token_sha256",
        "setup_links.token_sha256",
    ]

    @Test func `every column of bytes is sealed and listed, or known not to be sealed`() async throws {
        let columns = try await TestDatabase.shared.superuser.values(
            """
            SELECT c.relname || '.' || a.attname FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.atttypid = 'bytea'::regtype
            ORDER BY 1
            """, as: String.self)
        #expect(columns == (SealedColumn.allCases.map(\.rawValue) + Self.others).sorted())
    }

    @Test func `every listed column is counted and can be walked through`() async throws {
        let site = try await TestSite()
        for column in SealedColumn.allCases {
            _ = try await site.store.sealedRows(column, otherThan: "k001", after: "", limit: 1)
        }
        let definition = try await TestDatabase.shared.superuser.value(
            "SELECT prosrc FROM pg_proc WHERE proname = 'sealed_counts'", as: String.self)
        for column in SealedColumn.allCases {
            #expect(definition?.contains("'\(column.rawValue)'") == true, "\(column.rawValue)")
        }
    }
}
