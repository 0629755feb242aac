import Foundation
import Models
import Store
import TestSupport
import Testing

@testable import Postgres

/// What a migration gives to projects that are older than urgent rules.
struct OlderProjectTests {
    @Test func `an older project gets the usual urgent rules from then on, and its log says so; others stay`()
        async throws
    {
        let database = try await TestDatabase.fresh()
        let older = try await TestSite(database: database), newer = try await TestSite(database: database)
        let organization = older.organization
        try await database.superuser.execute(
            "DELETE FROM rule_versions WHERE organization_id = \(organization) AND kind = 'urgent'")
        let file = TestSite.repository.appending(path: "Migrations/0029_suspension.sql")
        let text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.range(of: "ALTER TABLE projects NO FORCE"))
        let script = String(text[start.lowerBound...])
        let untouched = try await newer.store.rules(newer.system)
        for _ in 0..<2 { try await database.superuser.transaction { db in try db.script(script) } }

        let rules = try await older.store.rules(older.system).filter { $0.kind == .urgent }
        #expect(rules.map(\.version) == [1, 2] && rules.map { $0.holdsFrom == nil } == [true, false])
        #expect(try UrgentRules(storedText: rules[0].document) == .none)
        #expect(try UrgentRules(storedText: rules[1].document) == .preset)
        let entries = try await older.store.auditEntries(older.system).filter { $0.event == .urgentSaved }
        #expect(entries.map(\.actor) == ["system:setup"] && entries[0].targetID == older.projectPublicID.rawValue)
        let jobs: [String] = try await database.superuser.values(
            "SELECT kind || ' ' || key FROM jobs WHERE organization_id = \(organization)")
        #expect(jobs == ["recompute_orders \(older.project.text)"])
        #expect(try await newer.store.rules(newer.system) == untouched)
        try await database.drop()
    }
}
