import Testing

/// A released migration is never edited: `Migrations/CHECKSUMS` says what each one must be.
struct MigrationListTests {
    @Test func `the list of checksums fits the files`() throws {
        let files = try Project.files("Migrations", ending: ["sql"]).map(\.name)
            .filter { $0.first?.isNumber == true }
        let listed = try Project.text("Migrations/CHECKSUMS").split(separator: "\n")
            .compactMap { $0.split(separator: " ").last.map(String.init) }
        #expect(listed == files, "bin/fmt brings the list up to date")
        let check = try Project.run(
            "/bin/sh", ["-c", "cd Migrations && sha256sum --check --quiet --strict CHECKSUMS"])
        #expect(check.code == 0, "\(check.output)")
    }

    @Test func `numbers are given once and in order`() throws {
        let numbers = try Project.files("Migrations", ending: ["sql"]).map(\.name)
            .compactMap { Int($0.prefix(4)) }
        #expect(numbers == Set(numbers).sorted())
    }
}
