import Foundation
package import Postgres

/// A migrated database, copied from a template that is built once per state of `Migrations/`.
///
/// Most tests share one database per process and work in an organization of their own:
/// `try await TestDatabase.shared.app`. Tests of migrations, the queue and crashes take a fresh one.
package struct TestDatabase: Sendable {
    package let name: String
    /// As the application logs in.
    package let app: Database
    /// As migrations log in. Row-level security is forced on the owner as well.
    package let owner: Database
    package let superuser: Database
    private let cluster: TestCluster
    let memory = TableMemory()

    /// The database of this test process.
    package static var shared: TestDatabase { get async throws { try await sharedTask.value } }

    private static let sharedTask = Task.detached { try await fresh() }

    /// A copy that nobody else uses. `connections`: of the application at most.
    package static func fresh(connections: Int = 8) async throws -> TestDatabase {
        let cluster = try await TestCluster.shared
        let name = "takt_test_\(getpid())_\(UInt32.random(in: .min ... .max))"
        try await administer(cluster) { connection in
            let template = try await template(in: cluster, connection)
            try await connection.script("CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY wal_log")
        }
        return TestDatabase(name, cluster, connections: connections)
    }

    /// A database with roles and extensions, but no table.
    package static func empty() async throws -> TestDatabase {
        let cluster = try await TestCluster.shared
        let name = "takt_test_\(getpid())_\(UInt32.random(in: .min ... .max))"
        try await administer(cluster) { try await create(name, in: cluster, $0) }
        return TestDatabase(name, cluster)
    }

    /// The folder with the project's migrations.
    package static let migrations =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/Migrations"

    package func conninfo(user: String) -> String {
        cluster.conninfo(database: name, user: user)
    }

    /// Several statements by the superuser, over a connection of their own and without a limit of time.
    package func script(_ text: String) async throws {
        var settings = DatabaseSettings(conninfo: cluster.conninfo(database: name), size: 1)
        settings.statement = .zero
        try await Connection.open(settings).script(text)
    }

    /// The same where every line that ends with a semicolon ends a statement, each in a transaction of its own: what is
    /// told to open pages waits for every older transaction of the cluster, other databases' too.
    package func statements(_ text: String) async throws {
        var settings = DatabaseSettings(conninfo: cluster.conninfo(database: name), size: 1)
        settings.statement = .zero
        let connection = try await Connection.open(settings)
        for statement in text.split(separator: ";\n") { try await connection.script(String(statement)) }
    }

    /// Databases of processes that ended are dropped by the next one; this is for tests that make many.
    package func drop() async throws {
        for database in [app, owner, superuser] { database.close() }
        let name = name
        try await Self.administer(cluster) { try await $0.script("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }
    }

    private init(_ name: String, _ cluster: TestCluster, connections: Int = 8) {
        self.name = name
        self.cluster = cluster
        app = Database(Self.patient(cluster.conninfo(database: name, user: "takt_app"), size: connections))
        owner = Database(Self.patient(cluster.conninfo(database: name, user: "takt_owner"), size: 2))
        superuser = Database(Self.patient(cluster.conninfo(database: name), size: 2))
    }

    /// The tests of a whole process share these pools: on a busy machine two seconds would be too short a wait.
    private static func patient(_ conninfo: String, size: Int) -> DatabaseSettings {
        var settings = DatabaseSettings(conninfo: conninfo, size: size)
        settings.wait = .seconds(60)
        return settings
    }

    /// One process at a time: roles belong to the whole cluster, and a template must not be in use.
    private static func administer<Value: Sendable>(
        _ cluster: TestCluster, _ work: (Connection) async throws -> Value
    ) async throws -> Value {
        var settings = DatabaseSettings(conninfo: cluster.conninfo(database: "postgres"), size: 1)
        settings.statement = .zero
        settings.lock = .zero
        let connection = try await Connection.open(settings)
        try await connection.execute("SELECT pg_advisory_lock(7461)")
        return try await work(connection)
    }

    private static func template(in cluster: TestCluster, _ connection: Connection) async throws -> String {
        let template = "takt_template_" + Fingerprint.of(try sources())
        if try await connection.value("SELECT 1 FROM pg_database WHERE datname = \(template)", as: Int.self) != nil {
            return template
        }
        try await sweep(connection)
        let draft = "takt_draft_\(getpid())"
        try await connection.script("DROP DATABASE IF EXISTS \(draft) WITH (FORCE)")
        try await create(draft, in: cluster, connection)
        let owner = try await Migrations.connection(cluster.conninfo(database: draft, user: "takt_owner"))
        try await Migrations(folder: migrations).apply(to: owner)
        try await connection.script(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(draft)';
            """)
        try await connection.script("ALTER DATABASE \(draft) RENAME TO \(template)")
        return template
    }

    private static func create(_ name: String, in cluster: TestCluster, _ connection: Connection) async throws {
        try await connection.script("CREATE DATABASE \(name) TEMPLATE template0 STRATEGY wal_log")
        var settings = DatabaseSettings(conninfo: cluster.conninfo(database: name), size: 1)
        settings.statement = .zero
        let superuser = try await Connection.open(settings)
        try await superuser.script(try String(contentsOfFile: migrations + "/setup/roles.sql", encoding: .utf8))
        try await superuser.script("SELECT pg_sleep(0)")
    }

    /// Drops old templates and what dead processes left behind.
    private static func sweep(_ connection: Connection) async throws {
        let names: [String] = try await connection.values(
            "SELECT datname FROM pg_database WHERE datname ~ '^takt_(test|template|draft)_'")
        for name in names {
            if name.hasPrefix("takt_test_") {
                let words = name.split(separator: "_")
                guard words.count == 4, let pid = Int32(words[2]), kill(pid, 0) != 0, errno == ESRCH else { continue }
            }
            // In use by another checkout's tests: left alone.
            try? await connection.script("DROP DATABASE IF EXISTS \(name)")
        }
    }

    private static func sources() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: migrations).filter { $0.hasSuffix(".sql") }
        return try (names.sorted() + ["setup/roles.sql"]).map { name in
            name + "\n" + (try String(contentsOfFile: migrations + "/" + name, encoding: .utf8))
        }
    }
}
