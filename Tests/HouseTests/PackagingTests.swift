import Testing

/// The image, CI and the commands of `bin/` use one list of packages and build in one way.
struct PackagingTests {
    private func packages(_ occasion: String) throws -> Set<String> {
        var names: Set<String> = []
        for line in try Project.text("bin/packages").split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == occasion { names.insert(String(words[1])) }
        }
        return names
    }

    @Test func `CI runs the formatter's check and the tests and nothing else`() throws {
        let lines = try Project.text(".ci/run").split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines == ["set -euo pipefail", #"cd "$(dirname "$0")/..""#, "bin/fmt --check", "bin/test"])
    }

    @Test func `the image installs the packages of the list`() throws {
        let image = try Project.text("Dockerfile")
        for occasion in ["build", "serve"] {
            #expect(image.contains("awk '$1 == \"\(occasion)\" { print $2 }' bin/packages"))
        }
        for name in try packages("build").union(packages("serve")) { #expect(!image.contains(name)) }
    }

    @Test func `the image builds, serves and is asked for its health as bin/run does`() throws {
        let image = try Project.text("Dockerfile")
        let build = "swift build -c release --product takt"
        #expect(image.contains(build))
        #expect(try Project.text("bin/local.sh").contains(build))
        #expect(image.contains(#"CMD ["takt", "serve"]"#))
        #expect(try Project.text("bin/run").contains(#""$program" serve"#))
        #expect(image.contains(#"HEALTHCHECK"#) && image.contains(#"CMD ["takt", "check", "--health"]"#))
        #expect(try Project.text("bin/run").contains(#""$program" check --health"#))
        #expect(image.contains("\nUSER takt\n"))
    }

    @Test func `compose sets the roles up from the one file and migrates before it serves`() throws {
        let compose = try Project.text("compose.yaml")
        #expect(compose.contains("./Migrations/setup/roles.sql:/docker-entrypoint-initdb.d/"))
        #expect(compose.contains("--data-checksums"))
        #expect(compose.contains(#"command: ["takt", "migrate"]"#))
        #expect(compose.contains("service_completed_successfully"))
    }

    @Test func `the units run the program, and every alert is explained`() throws {
        for (name, command) in [("serve", "serve"), ("work", "work")] {
            let unit = try Project.text("deploy/takt-\(name).service")
            #expect(unit.contains("\nExecStart=/usr/local/bin/takt \(command)\n") && unit.contains("\nUser=takt\n"))
        }
        let operations = try Project.text("docs/operations.md")
        let alerts = try Project.text("deploy/alerts.yml").matches(of: /alert: (\w+)/).map { String($0.1) }
        #expect(alerts.count > 10)
        for alert in alerts { #expect(operations.contains("**\(alert)**"), "\(alert)") }
        for file in try Project.files("deploy").map(\.name) where file != "alerts.yml" {
            #expect(operations.contains(file) || file == "takt-work.service", "\(file)")
        }
    }

    @Test func `the manifest asks for packages that are on the list`() throws {
        let manifest = try Project.text("Package.swift")
        let asked = Set(manifest.matches(of: /\.apt\(\["([^"]+)"\]\)/).map { String($0.1) })
        #expect(!asked.isEmpty)
        #expect(asked.subtracting(try packages("build")) == [])
    }

    @Test(arguments: ["run", "test", "fmt", "takt", "bench", "prove"])
    func `each command is sound shell and explains itself`(name: String) throws {
        #expect(try Project.run("/bin/bash", ["-n", "bin/\(name)"]).code == 0)
        let lines = try Project.text("bin/\(name)").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count < 101)
        #expect(lines[1].hasPrefix("# bin/\(name)"))
        guard name != "takt" else { return }
        let help = try Project.run("/bin/bash", ["bin/\(name)", "--help"])
        #expect(help.code == 0)
        #expect(help.output.hasPrefix("bin/\(name)"))
    }

    @Test(arguments: ["run", "test", "fmt"])
    func `a flag that a command does not know is an error`(name: String) throws {
        #expect(try Project.run("/bin/bash", ["bin/\(name)", "--nonsense"]).code == 2)
    }
}
