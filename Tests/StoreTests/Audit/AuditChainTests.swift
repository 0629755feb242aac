import Models
import Postgres
import Store
import TestSupport
import Testing

/// T-AUD: the log cannot be changed by the program, and whoever changes it with more rights is found out.
struct AuditChainTests {
    /// A database of its own with a shop whose log has several entries, all linked.
    private static func linked() async throws -> TestSite {
        let site = try await TestSite(database: try await TestDatabase.fresh())
        for _ in 0..<3 { _ = try await site.signIn(as: .admin) }
        for seconds in 1...4 {
            let scope = try await site.scope(ManageProjects.self)
            site.clock.advance(seconds: seconds)
            let test = ConnectionTest(
                isWorking: true, outcome: "working \(seconds)", status: 200, text: "", at: site.clock.now)
            try await site.store.recordConnection(test, by: scope)
        }
        while try await site.store.closeAudit(batch: 2) > 0 {}
        return site
    }

    private static func faults(_ site: TestSite, slice: Int = 3) async throws -> [AuditFault] {
        var faults: [AuditFault] = []
        for head in try await site.store.auditHeads() {
            faults += try await site.store.auditFaults(in: head, slice: slice)
        }
        return faults
    }

    private static func newest(_ site: TestSite) async throws -> [Int] {
        try await site.store.auditEntries(site.system).map(\.id)
    }

    @Test func `every entry is linked, in every organization and outside, and nothing is wrong`() async throws {
        let site = try await Self.linked()
        let heads = try await site.store.auditHeads()
        #expect(heads.map(\.publicID) == ["", site.organizationPublicID.rawValue])
        #expect(heads.map(\.number) == [3, try await Self.newest(site).count])
        #expect(heads.allSatisfy { $0.hash?.count == 32 })
        #expect(try await Self.faults(site) == [])
        #expect(try await Self.faults(site, slice: 20_000) == [])
        // Nothing new: the heads stay.
        _ = try await site.store.closeAudit()
        #expect(try await site.store.auditHeads() == heads)
        try await site.database.drop()
    }

    @Test func `an entry that was altered is named`() async throws {
        let site = try await Self.linked()
        let entry = try await Self.newest(site)[2]
        for change: SQL in [
            "UPDATE audit_entries SET after = '{\"outcome\":\"never\"}' WHERE id = \(entry)",
            "UPDATE audit_entries SET person_id = NULL WHERE id = \(entry)",
            "UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE id = \(entry)",
        ] {
            try await site.database.superuser.execute(change)
            let faults = try await Self.faults(site)
            #expect(faults.map(\.entry) == [entry] && faults.first?.kind == .altered, "\(change.text)")
        }
        try await site.database.superuser.execute(
            "UPDATE installation_entries SET event = 'session.ended' WHERE id = (SELECT min(id) FROM installation_entries)"
        )
        #expect(try await Self.faults(site).map(\.kind) == [.altered, .altered])
        try await site.database.drop()
    }

    @Test func `an entry that was removed, slipped in or unlinked is named`() async throws {
        let site = try await Self.linked()
        let ids = try await Self.newest(site)
        try await site.database.superuser.execute("DELETE FROM audit_entries WHERE id = \(ids[1])")
        #expect(try await Self.faults(site).map { [$0.entry: $0.kind] } == [[ids[1]: .missing]])
        try await site.database.superuser.execute("DELETE FROM audit_links WHERE entry_id = \(ids[1])")
        // The link after it stands on nothing, and its hash with it.
        #expect(try await Self.faults(site).map { [$0.entry: $0.kind] } == [[ids[0]: .gap]])
        try await site.database.superuser.transaction { db in
            try db.execute("SET LOCAL session_replication_role = replica")
            try db.execute(
                """
                INSERT INTO audit_entries (organization_id, actor, event, target_type, target_id, at)
                SELECT organization_id, 'person', 'planted.entry', 'project', '', now() FROM audit_entries LIMIT 1
                """)
        }
        #expect(Set(try await Self.faults(site).map(\.kind)) == [.gap, .unlinked])
        try await site.database.drop()
    }

    /// Ids are given when an entry is begun; the one that commits last may have the smallest.
    @Test func `an entry that commits after later ones is linked after them`() async throws {
        let site = try await Self.linked()
        let organization = site.organization
        let insert: SQL = """
            INSERT INTO audit_entries (organization_id, actor, event, target_type, target_id, at)
            VALUES (\(organization), 'system:test', 'project.changed', 'project', 'x', now()) RETURNING id
            """
        let tenant = [Setting(name: "takt.organization", value: organization.text)]
        let (slow, gate) = (Gate(), Gate())
        let late = Task {
            let connection = try await Connection.open(site.database.app.settings)
            try await connection.script("BEGIN; SELECT set_config('takt.organization', '\(organization.text)', true)")
            let id: Int? = try await connection.value(insert)
            await slow.open()
            await gate.wait()
            try await connection.script("COMMIT")
            return id
        }
        await slow.wait()
        let early = try await site.database.app.value(insert, settings: tenant, readOnly: false, as: Int.self)
        #expect(try await site.store.closeAudit() == 1)
        await gate.open()
        let lateID = try #require(try await late.value), earlyID = try #require(early)
        #expect(lateID < earlyID)
        #expect(try await site.store.closeAudit() == 1)
        let order = try await site.database.superuser.values(
            "SELECT entry_id FROM audit_links WHERE organization_id = \(organization) ORDER BY number DESC LIMIT 2",
            as: Int.self)
        #expect(order == [lateID, earlyID])
        #expect(try await Self.faults(site) == [])
        try await site.database.drop()
    }

    @Test func `many processes that close at once make one chain`() async throws {
        let site = try await Self.linked()
        let organization = site.organization
        try await site.database.superuser.execute(
            """
            INSERT INTO audit_entries (organization_id, actor, event, target_type, target_id, at)
            SELECT \(organization), 'system:test', 'project.changed', 'project', n::text, now() FROM generate_series(1, 300) n
            """)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask { while try await site.store.closeAudit(batch: 20) > 0 {} }
            }
            try await group.waitForAll()
        }
        #expect(try await Self.faults(site, slice: 50) == [])
        let entries: Int? = try await site.database.superuser.value(
            "SELECT count(*) FROM audit_entries WHERE organization_id = \(organization)")
        #expect(try await site.store.auditHeads().last?.number == entries)
        try await site.database.drop()
    }
}

/// Opens once.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for one in waiting { one.resume() }
        waiting = []
    }

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}
