import Crypto
import Foundation
import TestSupport
import Testing

@testable import App

/// T-BOOT on the built program: it ends before it serves anything, says why, and tells no secret.
struct BootProcessTests {
    private let folder: URL
    private let database: TestDatabase

    init() async throws {
        database = try await TestDatabase.shared
        folder = FileManager.default.temporaryDirectory.appending(path: "takt-boot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// What `takt check` answers in that environment; the test cluster runs without fsync, so it is
    /// never in order.
    private func check(
        user: String = "takt_app", keys: String? = nil, mode: Int = 0o400, _ changes: [String: String] = [:]
    ) throws -> String {
        let file = folder.appending(path: UUID().uuidString).path()
        if let keys {
            _ = FileManager.default.createFile(
                atPath: file, contents: Data(keys.utf8), attributes: [.posixPermissions: mode])
        }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "takt")
        process.arguments = ["check"]
        process.environment = [
            "TAKT_DATABASE_URL": database.conninfo(user: user) + " password=hush", "TAKT_KEY_FILE": file,
        ].merging(changes) { $1 }
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        #expect(!said.contains("hush"))
        return said
    }

    /// One for all tests, because they share the database that remembers it.
    private static let shared = KeyRing.newFile(id: "boot")
    private var ring: String { Self.shared }

    @Test func `fsync off is refused, and nothing else when the rest is in order`() throws {
        let said = try check(keys: ring)
        #expect(said.contains("fsync off"))
        #expect(said.split(separator: "\n").count == 1)
    }

    @Test func `a superuser's login is refused`() throws {
        #expect(try check(user: "postgres", keys: ring).contains("a superuser; log in as takt_app"))
    }

    @Test func `a login that passes row security is refused`() throws {
        #expect(try check(user: "takt_backup", keys: ring).contains("passes row security"))
    }

    @Test func `the owner of the tables is refused`() throws {
        #expect(try check(user: "takt_owner", keys: ring).contains("owns tables"))
    }

    @Test func `a missing key file is refused`() throws {
        #expect(try check().contains("there is no master key file at"))
    }

    @Test(arguments: [0o444, 0o666, 0o644])
    func `a key file that others may read is refused`(mode: Int) throws {
        #expect(try check(keys: ring, mode: mode).contains("is open to others"))
    }

    @Test func `a key file that is none is refused`() throws {
        #expect(try check(keys: "secret\n").contains("line 1 of the master key file"))
    }

    @Test func `another installation's key is refused`() async throws {
        _ = try check(keys: ring)
        #expect(try check(keys: KeyRing.newFile(id: "boot")).contains("is not the key this database was sealed with"))
        #expect(try check(keys: KeyRing.newFile(id: "othr")).contains("which the key file does not have"))
    }

    @Test func `wrong settings are refused before anything is opened`() throws {
        let said = try check(
            keys: ring,
            [
                "TAKT_PUBLIC_ORIGIN": "http://takt.example", "TAKT_OUTBOUND_ALLOW": "127.0.0.1:1", "TAKT_LISTN": "x",
            ])
        #expect(said.contains("only an https address"))
        #expect(said.contains("TAKT_OUTBOUND_ALLOW opens inner addresses"))
        #expect(said.contains("there is no setting TAKT_LISTN; did you mean TAKT_LISTEN?"))
        #expect(!said.contains("fsync"))
    }

    @Test func `a database that does not answer is said plainly`() throws {
        let said = try check(keys: ring, ["TAKT_DATABASE_URL": "host=/nowhere dbname=takt password=hush"])
        #expect(said.contains("the database does not answer as it should"))
    }
}
