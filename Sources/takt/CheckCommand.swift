import App
import Foundation
import Models
import Postgres
import Store

/// Proves that this installation is set up as it must be.
enum CheckCommand: Command {
    static let name = "check"
    static let summary = "prove the installation: login, roles, row security, migrations, keys, zones, queue, disk"
    static let help = """
        takt check
            A line for each thing looked at, "ok" or what is wrong and what to do; the exit code
            is 1 when something is wrong.
        takt check --health
            Asks the server that should be running here whether it is ready; the exit code is 1
            when it is not.
        """
    static let options: Set<String> = []
    static let flags: Set<String> = ["--health"]

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard arguments.words.isEmpty else {
            throw Arguments.Refusal(description: "unknown word \(arguments.words[0])")
        }
        if arguments.flags.contains("--health") {
            let settings = try Settings.ofProcess(for: [])
            let isReady = HealthProbe.isReady(settings.listen, host: settings.publicOrigin.authority)
            print(isReady ? "ready" : "not ready")
            return isReady ? 0 : 1
        }
        var report = CheckReport()
        let boot: Boot
        do {
            boot = try await Boot.check()
        } catch {
            report.tell("settings, login, clock, keys", ["\(error)"])
            return report.exitCode
        }
        report.tell("settings, login, clock, keys", [])
        await report.tell("roles and row security") { try await boot.database.catalogueFaults() }
        await report.tell("migrations") { try await migrations(boot) }
        await report.tell("time zones") { try await zones(boot.database) }
        await report.tell("queue and schedule") { try await queue(boot.database) }
        await report.tell("disk") { try disk() }
        return report.exitCode
    }

    private static func migrations(_ boot: Boot) async throws -> [String] {
        let conninfo = boot.settings.database.ownerURL ?? boot.settings.database.url
        let connection = try await Migrations.connection(conninfo?.reveal() ?? "")
        return try await Migrations(folder: boot.settings.migrations).status(on: connection)
            .filter { $0.state != .applied }
            .map { entry in
                switch entry.state {
                case .pending: "\(entry.name) is not applied; run takt migrate"
                case .edited: "\(entry.name) was changed after it was applied"
                default: "\(entry.name) is applied but not in \(boot.settings.migrations); this program is too old"
                }
            }
    }

    /// Working time is counted with this machine's zones, limits are compared in the database.
    private static func zones(_ database: Database) async throws -> [String] {
        let now = Int64(Date().timeIntervalSince1970)
        // Also in half a year, on the other side of daylight saving.
        var differing: Set<String> = []
        for second in [now, now + 15_768_000] {
            for zone in try await database.zoneOffsets(at: second) {
                let ours = try? ZoneFiles.shared.zone(zone.name).offset(at: Instant(second: second))
                if ours != zone.seconds { differing.insert(zone.name) }
            }
        }
        return differing.isEmpty
            ? []
            : [
                "here and in the database \(differing.count) zones differ, \(differing.sorted()[0]) among them; bring both to the same tzdata"
            ]
    }

    /// Right after a restore runs may be overdue by what was missed; an hour later somebody must have begun them.
    private static func queue(_ database: Database) async throws -> [String] {
        guard let figures = try await Store(database).queueFigures() else { return [] }
        let minutes = Int(max(figures.oldestSeconds, figures.overdueSeconds)) / 60
        return minutes < 60 ? [] : ["what is due has waited for \(minutes) minutes; start takt serve or takt work"]
    }

    private static func disk() throws -> [String] {
        let facts = try FileManager.default.attributesOfFileSystem(forPath: ".")
        let free = ((facts[.systemFreeSize] as? NSNumber)?.int64Value ?? 0) / 1_000_000
        return free < 500 ? ["only \(free) MB are free; make room"] : []
    }
}

/// The lines of `takt check`.
struct CheckReport {
    private(set) var exitCode: Int32 = 0

    mutating func tell(_ subject: String, _ faults: [String]) {
        print(faults.isEmpty ? "\(subject): ok" : "\(subject): \(faults.joined(separator: "\n    "))")
        if !faults.isEmpty { exitCode = 1 }
    }

    mutating func tell(_ subject: String, _ look: () async throws -> [String]) async {
        do { tell(subject, try await look()) } catch { tell(subject, ["\(error)"]) }
    }
}
