import Foundation
import Testing

/// What stands in the way of `bin/run` is said in one plain sentence with what to do.
struct PlainSentenceTests {
    /// Runs lines of shell with the functions of `bin/` at hand; a word of the machine may be played.
    private func shell(_ lines: String) throws -> (code: Int32, output: String) {
        try Project.run("/bin/bash", ["-c", ". bin/lib.sh; . bin/cluster.sh; . bin/local.sh; \(lines)"])
    }

    @Test func `an old toolchain is named with the one that is needed`() throws {
        let said = try shell("swift() { echo 'Swift version 6.1.2 (swift-6.1.2-RELEASE)'; }; need_swift")
        #expect(said.code == 1)
        #expect(said.output == "bash: Swift 6.1 is too old; Takt needs Swift 6.3 or newer\n")
    }

    @Test func `newer toolchains are taken`() throws {
        for version in ["6.3", "6.3.1", "6.10", "7.0"] {
            #expect(try shell("swift() { echo 'Swift version \(version) (x)'; }; need_swift").code == 0, "\(version)")
        }
    }

    @Test func `without root the missing packages are named with the command to install them`() throws {
        let said = try shell("id() { echo 1000; }; dpkg-query() { echo 'installed tzdata'; }; need_packages serve")
        #expect(said.code == 1)
        #expect(
            said.output.hasPrefix("bash: these Debian packages are missing; install them with: sudo apt-get install"))
        #expect(said.output.contains(" libpq5") && !said.output.contains("tzdata"))
    }

    @Test func `a full disk is said before it bites`() throws {
        let said = try shell(#"df() { printf 'x\nx 9 9 12 9 x\n'; }; need_space 200"#)
        #expect(said.code == 1)
        #expect(said.output.contains("only 12 MB are free"))
    }

    @Test(arguments: [("14", "is of PostgreSQL 14, Takt wants 15"), ("", "holds files that are no PostgreSQL cluster")])
    func `a foreign cluster is left alone`(version: String, sentence: String) throws {
        let said = try shell(
            """
            here=$(mktemp -d); chmod 755 "$here"; trap 'rm -rf "$here"' EXIT; use_cluster pg; mkdir "$data"
            touch "$data/something"; [ -z "\(version)" ] || echo \(version) >"$data/PG_VERSION"
            own -R "$data"; start_cluster durable
            """)
        #expect(said.code == 1)
        #expect(said.output.contains(sentence))
        #expect(said.output.split(separator: "\n").count == 1)
    }

    @Test func `keys are made for the owner alone and fit the program's form`() throws {
        let said = try shell(
            #"here=$(mktemp -d); make_keys "$here/keys"; stat -c %a "$here/keys"; cat "$here/keys"; rm -rf "$here""#)
        #expect(said.output.wholeMatch(of: /400\nk001:[A-Za-z0-9+\/]{43}=\nactive=k001\n/) != nil)
    }
}
