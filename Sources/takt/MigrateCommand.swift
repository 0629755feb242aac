import App
import FoundationEssentials
import Postgres

/// Brings the schema up to date.
enum MigrateCommand: Command {
    static let name = "migrate"
    static let summary = "apply the migrations that are pending, or show them"
    static let help = """
        takt migrate [--database CONNINFO] [--migrations FOLDER]
            Applies what is pending, each file in a transaction of its own, one runner at a time.
            Without --database the owner's login is read from TAKT_OWNER_DATABASE_URL.
        takt migrate --dry-run
            Runs what is pending in one transaction and takes it back. Its tables are locked meanwhile.
        takt migrate --status
            One line per migration: applied, pending, edited (the file changed after it was applied) or
            missing (applied, but not in the folder). The exit code is 1 for the last two.
        """
    static let options: Set<String> = ["--database", "--migrations"]
    static let flags: Set<String> = ["--dry-run", "--status"]

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard arguments.words.isEmpty else {
            throw Arguments.Refusal(description: "unknown word \(arguments.words[0])")
        }
        let (conninfo, folder) = try place(arguments)
        let migrations = try Migrations(folder: folder)
        let connection = try await Migrations.connection(conninfo)
        if arguments.flags.contains("--status") { return report(try await migrations.status(on: connection)) }
        if arguments.flags.contains("--dry-run") {
            let names = try await migrations.dryRun(on: connection)
            print(names.isEmpty ? "nothing is pending" : "would apply, and it works: \(names.joined(separator: ", "))")
            return 0
        }
        let names = try await migrations.apply(to: connection)
        print(names.isEmpty ? "nothing was pending" : "applied \(names.joined(separator: ", "))")
        return 0
    }

    private static func report(_ entries: [Migrations.Entry]) -> Int32 {
        for entry in entries { print("\(entry.state)  \(entry.name)") }
        return entries.contains { $0.state == .edited || $0.state == .missing } ? 1 : 0
    }

    private static func place(_ arguments: Arguments) throws -> (conninfo: String, folder: String) {
        let given = arguments.options["--database"]
        let settings = try Settings(
            reading: ProcessInfo.processInfo.environment, for: given == nil ? [.owner] : [],
            contents: { try? String(contentsOfFile: $0, encoding: .utf8) })
        return (
            given ?? settings.database.ownerURL?.reveal() ?? "",
            arguments.options["--migrations"] ?? settings.migrations
        )
    }
}
