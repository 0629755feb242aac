import Testing

@testable import App

struct SettingsTests {
    private func settings(
        _ environment: [String: String], for needs: Set<Settings.Need> = [], files: [String: String] = [:]
    ) throws(SettingsRefusal) -> Settings {
        try Settings(reading: environment, for: needs) { files[$0] }
    }

    private func problems(_ environment: [String: String], for needs: Set<Settings.Need> = []) -> [String] {
        do {
            _ = try settings(environment, for: needs)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `an empty environment serves on loopback`() throws {
        let settings = try settings([:])
        #expect(settings.listen.description == "127.0.0.1:8080")
        #expect(settings.metricsListen?.port == 9090)
        #expect(settings.publicOrigin.description == "http://127.0.0.1:8080")
        #expect(settings.rates.signIn == Rate(count: 5, seconds: 60, burst: 5))
        #expect(settings.rates.address == Rate(count: 50, seconds: 1, burst: 200))
        #expect(!settings.reloadsResources)
    }

    @Test func `variables of other programs are none of ours`() {
        #expect(problems(["PATH": "/bin", "PGHOST": "x", "TAKT_SEED": "7"]) == [])
    }

    @Test func `a misspelt variable is refused and the nearest one named`() {
        #expect(
            problems(["TAKT_DATABSE_URL": "x"]) == [
                "there is no setting TAKT_DATABSE_URL; did you mean TAKT_DATABASE_URL?"
            ])
        #expect(problems(["TAKT_COFFEE": "x"]) == ["there is no setting TAKT_COFFEE"])
    }

    @Test func `all problems are said at once`() {
        let said = problems(
            ["TAKT_LISTEN": "8080", "TAKT_WORKERS": "many", "TAKT_RATE_SIGN_IN": "5", "TAKT_LOG_LEVEL": "loud"],
            for: [.database, .keys])
        #expect(
            said == [
                "TAKT_LOG_LEVEL is loud but must be info or warning or error",
                "TAKT_LISTEN is 8080 but must be an address and a port such as 127.0.0.1:8080 or [::1]:8080",
                "TAKT_WORKERS is many but must be a whole number from 1 to 64",
                "TAKT_RATE_SIGN_IN is 5 but must be a count per s, min, h or d such as 5/min or 50/s burst 200",
                "TAKT_DATABASE_URL is not set", "TAKT_KEY_FILE is not set",
            ])
    }

    @Test func `a secret comes from the variable or from a file and never from both`() throws {
        let files = ["/run/url": "host=db password=hush\n"]
        let read = try settings(["TAKT_DATABASE_URL_FILE": "/run/url"], for: [.database], files: files)
        #expect(read.database.url?.reveal() == "host=db password=hush")
        #expect(
            problems(["TAKT_DATABASE_URL_FILE": "/run/url", "TAKT_DATABASE_URL": "host=db"], for: [.database]) == [
                "TAKT_DATABASE_URL and TAKT_DATABASE_URL_FILE are both set; keep one"
            ])
        #expect(
            problems(["TAKT_DATABASE_URL_FILE": "/nowhere"], for: [.database]) == [
                "TAKT_DATABASE_URL_FILE names /nowhere, which is empty or cannot be read"
            ])
    }

    @Test func `no way of printing the settings shows a secret`() throws {
        let read = try settings([
            "TAKT_DATABASE_URL": "password=hush", "TAKT_OWNER_DATABASE_URL": "postgresql://o:hush@db/takt",
        ])
        var dumped = ""
        dump(read, to: &dumped)
        for text in ["\(read)", String(reflecting: read), dumped, "\(read.database)", "\(read.database.url as Any)"] {
            #expect(!text.contains("hush"))
        }
    }

    @Test(arguments: ["http://takt.example", "http://192.168.1.4:8080", "http://127.0.0.1.example"])
    func `an http origin that is not loopback is refused`(origin: String) {
        #expect(
            problems(["TAKT_PUBLIC_ORIGIN": origin]) == [
                "TAKT_PUBLIC_ORIGIN is \(origin); only an https address may be reached from outside"
            ])
    }

    @Test(arguments: ["http://localhost:8080", "http://[::1]:8080", "http://127.0.0.1", "https://takt.example"])
    func `a loopback or https origin is accepted`(origin: String) {
        #expect(problems(["TAKT_PUBLIC_ORIGIN": origin]) == [])
    }

    @Test(arguments: ["takt.example", "https://", "https://a/b", "ftp://a", "https://a:0", "https://a b", "https://é"])
    func `an origin is scheme, host and port`(origin: String) {
        #expect(problems(["TAKT_PUBLIC_ORIGIN": origin]).count == 1)
    }

    @Test func `inner addresses and development are only for loopback`() throws {
        let open = ["TAKT_OUTBOUND_ALLOW": "127.0.0.1:9900, localhost:1", "TAKT_ENVIRONMENT": "development"]
        #expect(try settings(open).outboundAllow.count == 2)
        #expect(problems(open.merging(["TAKT_PUBLIC_ORIGIN": "https://takt.example"]) { $1 }).count == 2)
    }

    @Test func `the scheme's own port is not part of the origin`() throws {
        let origin = try settings(["TAKT_PUBLIC_ORIGIN": "HTTPS://Takt.Example:443"]).publicOrigin
        #expect(origin.description == "https://takt.example")
        #expect(origin.authority == "takt.example")
    }

    @Test(arguments: [
        ("10.0.0.0/8", true), ("::1", true), ("fd00::/8", true), ("10.0.0.0/33", false), ("proxy", false),
    ])
    func `a trusted proxy is an address or a network`(text: String, isOne: Bool) {
        #expect(problems(["TAKT_TRUSTED_PROXIES": text]).isEmpty == isOne)
    }
}
