import App
import Postgres

/// Brings the tables of the database to this program's state.
enum MigrateCommand: Command {
    static let name = "migrate"
    static let summary = "apply the pending migrations, in order, each in one transaction"
    static let help = """
        takt migrate
            Applies what is pending and names it. One runner at a time; a database whose past
            differs from the folder is left alone.
        takt migrate --dry-run
            Runs what is pending in one transaction and takes it back.
        takt migrate --status
            Names every migration and whether it is applied; the exit code is 1 unless all are.

        Logs in as TAKT_OWNER_DATABASE_URL says; the files are those of TAKT_MIGRATIONS.
        """
    static let options: Set<String> = []
    static let flags: Set<String> = ["--dry-run", "--status"]

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard arguments.words.isEmpty else {
            throw Arguments.Refusal(description: "unknown word \(arguments.words[0])")
        }
        guard arguments.flags.count < 2 else {
            throw Arguments.Refusal(description: "--dry-run or --status, not both")
        }
        let settings = try Settings.ofProcess(for: [.owner])
        let migrations = try Migrations(folder: settings.migrations)
        let connection = try await Migrations.connection(settings.database.ownerURL?.reveal() ?? "")
        if arguments.flags.contains("--status") {
            let entries = try await migrations.status(on: connection)
            for entry in entries { print("\(entry.state) \(entry.name)") }
            return entries.allSatisfy { $0.state == .applied } ? 0 : 1
        }
        if arguments.flags.contains("--dry-run") {
            let names = try await migrations.dryRun(on: connection)
            print(names.isEmpty ? "nothing is pending" : "would apply \(names.joined(separator: ", "))")
            return 0
        }
        for name in try await migrations.apply(to: connection) { print("applied \(name)") }
        return 0
    }
}
