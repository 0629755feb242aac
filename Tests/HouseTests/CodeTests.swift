import Testing

/// What production code may not do, and where it may after all.
struct CodeTests {
    @Test func `data never ends the process`() throws {
        try Rule(#"\btry!|\bas!|\bfatalError\(|\bpreconditionFailure\(|unsafelyUnwrapped|[\w\)\]]!([\s.),\]]|$)"#)
            .hold(in: "Sources")
    }

    @Test func `the formatter is never told to look away`() throws {
        #expect(try Project.lines(matching: "swift-format" + "-ignore", in: ["Sources", "Tests"]).isEmpty)
    }

    @Test func `time and chance come from outside`() throws {
        try Rule(
            #"\bDate\(\)|\bDate\.now|\bUUID\(\)|\.random\(|\.randomElement\(|\.shuffle|SystemRandomNumberGenerator"#,
            except: [
                "Sources/Crypto/Primitives/RandomBytes.swift": "the random generator",
                "Sources/takt/": "main makes the live world",
            ]
        ).hold(in: "Sources")
    }

    @Test func `only main, Server and Outbound open sockets`() throws {
        try Rule(
            #"\bsocket\(|\bconnect\(\w+, |\bgetaddrinfo\(|\bcurl_easy_|\bMHD_start"#,
            except: [
                "Sources/takt/HealthProbe.swift": "the container's health check",
                "Sources/Server/": "owns libmicrohttpd", "Sources/Outbound/": "owns libcurl",
            ]
        ).hold(in: "Sources")
    }

    @Test func `nothing is printed but by the commands`() throws {
        try Rule(
            #"\b(debugPrint|NSLog|dump|fputs)\(|\bprint\(\x22"#,
            except: ["Sources/takt/": "commands answer on standard output"]
        ).hold(in: "Sources")
    }

    @Test func `text becomes SQL only in migrations`() throws {
        try Rule(#"\bscript\("#, except: ["Sources/Postgres/": "runs the files of Migrations"]).hold(in: "Sources")
    }

    @Test func `nothing is public`() throws {
        try Rule(#"^\s*(public|open)\s"#).hold(in: "Sources")
    }

    @Test func `SQL stands in Store, Jobs and Postgres`() throws {
        let homes = ["Sources/Store/", "Sources/Jobs/", "Sources/Postgres/"]
        let statement = #"\b(SELECT\s+\S|INSERT INTO\s|DELETE FROM\s|UPDATE \w+ SET\s|CREATE TABLE\s)"#
        for line in try Project.lines(matching: statement, in: ["Sources"])
        where !homes.contains(where: line.path.hasPrefix) {
            Issue.record("\(line.path):\(line.number): \(line.text)")
        }
    }
}
