package import FoundationEssentials
package import Models
package import Postgres

/// Every column whose values are sealed with the key ring. The migration that adds one extends the two doors
/// `sealed_counts` and `sealed_with_other_keys`; a test compares this list with the schema.
package enum SealedColumn: String, Sendable, CaseIterable {
    case apiKey = "projects.api_key"
    case hookToken = "hook_tokens.sealed"
    case flash = "sessions.flash"
    case secondFactor = "second_factors.seed"
    case mailPath = "mails.sealed_path"

    /// The passwords hashed with a key's pepper count like sealed values, but only their owners can renew them.
    package static let peppers = "people.pepper_id"
}

/// A row with a sealed value.
package struct SealedRow: Sendable, Equatable {
    package let column: SealedColumn
    /// nil: the value is a person's, or the installation's own.
    package let organization: Organization.ID?
    package let person: Person.ID?
    /// What the value is bound to besides: the project, the person, the mail.
    package let owner: UUID
    /// Tells the row from the others of its table.
    package let key: String
}

/// How many values of one place name one master key.
package struct SealedCount: Sendable, Equatable, RowDecodable {
    /// `table.column`
    package let place: String
    package let keyID: String
    package let count: Int

    package init(_ row: Row) throws(RowError) {
        place = try row["place"]
        keyID = try row["key_id"]
        count = try row["count"]
    }
}

extension Database {
    /// All of the installation, by place and key.
    package func sealedCounts() async throws -> [SealedCount] {
        try await all("SELECT place, key_id, count FROM sealed_counts()")
    }
}

extension Store {
    package func sealedCounts() async throws -> [SealedCount] { try await database.sealedCounts() }

    /// Rows whose value names another master key than that, after a row's key; at most `limit`.
    package func sealedRows(
        _ column: SealedColumn, otherThan keyID: String, after: String, limit: Int
    ) async throws -> [SealedRow] {
        let found: [FoundRow] = try await database.all(
            """
            SELECT organization_id, person_id, owner_id, row_key
            FROM sealed_with_other_keys(\(column.rawValue), \(keyID), \(after), \(limit))
            """)
        return found.map {
            SealedRow(column: column, organization: $0.organization, person: $0.person, owner: $0.owner, key: $0.key)
        }
    }

    /// The value as it is now; nil when the row has none any more.
    package func sealedValue(_ row: SealedRow) async throws -> [UInt8]? {
        let sql: SQL =
            switch row.column {
            case .apiKey: "SELECT api_key FROM projects WHERE id = \(row.key)::uuid AND api_key IS NOT NULL"
            case .hookToken: "SELECT sealed FROM hook_tokens WHERE token_sha256 = decode(\(row.key), 'hex')"
            case .flash:
                "SELECT flash FROM sessions WHERE token_sha256 = decode(\(row.key), 'hex') AND flash IS NOT NULL"
            case .secondFactor: "SELECT seed FROM second_factors WHERE person_id = \(row.key)::uuid"
            case .mailPath: "SELECT sealed_path FROM mails WHERE id = \(row.key)::uuid AND sealed_path IS NOT NULL"
            }
        return try await database.value(sql, settings: row.settings)
    }

    /// Puts the newly sealed value in the place of the old one; false when it has changed meanwhile, and then
    /// whoever changed it sealed it with the active key.
    package func reseal(_ row: SealedRow, from old: [UInt8], to new: [UInt8]) async throws -> Bool {
        let sql: SQL =
            switch row.column {
            case .apiKey: "UPDATE projects SET api_key = \(new) WHERE id = \(row.key)::uuid AND api_key = \(old)"
            case .hookToken:
                "UPDATE hook_tokens SET sealed = \(new) WHERE token_sha256 = decode(\(row.key), 'hex') AND sealed = \(old)"
            case .flash:
                "UPDATE sessions SET flash = \(new) WHERE token_sha256 = decode(\(row.key), 'hex') AND flash = \(old)"
            case .secondFactor:
                "UPDATE second_factors SET seed = \(new) WHERE person_id = \(row.key)::uuid AND seed = \(old)"
            case .mailPath:
                "UPDATE mails SET sealed_path = \(new) WHERE id = \(row.key)::uuid AND sealed_path = \(old)"
            }
        return try await database.execute(sql, settings: row.settings) == 1
    }
}

extension SealedRow {
    /// The transaction sees what the row's own tenant or person sees.
    fileprivate var settings: [Setting] {
        (organization.map { [.organization($0)] } ?? []) + (person.map { [.person($0)] } ?? [])
    }
}

private struct FoundRow: RowDecodable {
    let organization: Organization.ID?
    let person: Person.ID?
    let owner: UUID
    let key: String

    init(_ row: Row) throws(RowError) {
        organization = try row["organization_id"]
        person = try row["person_id"]
        owner = try row["owner_id"]
        key = try row["row_key"]
    }
}
