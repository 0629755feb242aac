import App
import Crypto
import Foundation
import HTTP
import Models
import Postgres
import TestSupport
import Web

/// The two organizations in a large installation: every table that grows has more than ten thousand rows, a half of
/// them or more of other organizations (`Tests/Fixtures/reads`).
struct LargeSite {
    let world: TwoOrganizations
    let reads: TableReads
    private let browsers: [Actor: Browser]
    let program: Program

    static let shared = Task { try await LargeSite() }

    private init() async throws {
        let database = try await TestDatabase.fresh(connections: 1)
        let world = try await TwoOrganizations(database)
        let readers = [Actor.admin, .rep].compactMap { world.people[$0]?.text }
        let names = [
            "organization": world.shop.organization.text, "project": world.shop.project.text,
            "other": world.other.organization.text, "other_project": world.other.project.text,
            "readers": "{\(readers.joined(separator: ","))}", "now": "\(world.shop.clock.now)",
        ]
        var script = "SET session_replication_role = replica;\n"
        for (name, value) in names { script += "SET fill.\(name) = '\(value)';\n" }
        for part in ["places", "orders", "log", "leads"] {
            let file = TestSite.repository.appending(path: "Tests/Fixtures/reads/\(part).sql")
            script += try String(contentsOf: file, encoding: .utf8)
        }
        try await database.statements(script)
        // Not by itself later, while something is counted.
        try await database.script("VACUUM ANALYZE")
        var browsers: [Actor: Browser] = [:]
        for actor in [Actor.visitor, .rep, .admin, .installationOperator] {
            browsers[actor] = try await world.newBrowser(of: actor)
        }
        guard let admin = world.people[.admin] else { throw Failure("nobody is the admin") }
        program = Program(world.shop.site, token: try await world.shop.token(of: admin, as: .admin).text)
        reads = try await TableReads(database, large: 5_000)
        (self.world, self.browsers) = (world, browsers)
    }

    func browser(_ actor: Actor) -> Browser { browsers[actor] ?? world.shop.visitor() }
}
