/// How this installation is set up, read once at the start of the program. `docs/configuration.md`
/// explains every variable; a test holds that page to this file.
package struct Settings: Sendable {
    package enum Environment: String, Sendable, CaseIterable {
        case production, development
    }

    package enum LogLevel: String, Sendable, CaseIterable {
        case info, warning, error

        /// The lowest status of an answer that is worth a line.
        package var lowestStatus: Int {
            switch self {
            case .info: 0
            case .warning: 400
            case .error: 500
            }
        }
    }

    /// What a command cannot do without.
    package enum Need: Sendable {
        /// The application's login to the database and the master keys.
        case database, keys
        /// The login that owns the tables, for migrations.
        case owner
    }

    package let environment: Environment
    package let logLevel: LogLevel
    package let listen: ListenAddress
    /// Nil when metrics are switched off.
    package let metricsListen: ListenAddress?
    package let publicOrigin: PublicOrigin
    /// Whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    package let trustedProxies: [ProxyNetwork]
    package let outboundAllow: Set<OutboundException>
    package let resources: String
    package let migrations: String
    package let keyFile: String
    /// Jobs that run at the same time.
    package let workers: Int
    /// A process that is asked to stop has ended after as many seconds.
    package let stopSeconds: Int
    /// After as many days the bytes of a delivery are thrown away; its row and verdict stay.
    package let rawDays: Int
    /// What the files of one organization may take together.
    package let fileBytes: Int
    package let database: DatabaseAccess
    package let requests: RequestLimits
    package let rates: RateLimits
    package let mail: MailSettings

    /// Templates, texts and stylesheets that change on disk are read anew.
    package var reloadsResources: Bool { environment == .development }

    /// `contents`: the text of a file, nil when it cannot be read.
    package init(
        reading environment: [String: String], for needs: Set<Need>, contents: @escaping (String) -> String?
    ) throws(SettingsRefusal) {
        var reader = SettingsReader(environment, contents: contents)
        let settings = Settings(&reader, needs)
        reader.refuseUnknown(except: Self.ofTests)
        guard let settings, reader.problems.isEmpty else { throw SettingsRefusal(reader.problems) }
        self = settings
    }

    /// Read by the test suite and its scripts, never by the program.
    static let ofTests: Set = ["TAKT_TEST_CLUSTER", "TAKT_PYTHON", "TAKT_SEED"]

    /// Nil only when something that has no fallback is unreadable; the reader then holds the reason.
    init?(_ read: inout SettingsReader, _ needs: Set<Need>) {
        let environment = read.value("TAKT_ENVIRONMENT", "production", as: Choice<Environment>.self)
        let logLevel = read.value("TAKT_LOG_LEVEL", "info", as: Choice<LogLevel>.self)
        let listen = read.value("TAKT_LISTEN", "127.0.0.1:8080", as: ListenAddress.self)
        let metrics = read.value("TAKT_METRICS_LISTEN", "127.0.0.1:9090", as: OptionalListener.self)
        let origin = read.value("TAKT_PUBLIC_ORIGIN", "http://127.0.0.1:8080", as: PublicOrigin.self)
        let proxies = read.value("TAKT_TRUSTED_PROXIES", "", as: ListOf<ProxyNetwork>.self)
        let outbound = read.value("TAKT_OUTBOUND_ALLOW", "", as: ListOf<OutboundException>.self)
        resources = read.text("TAKT_RESOURCES", "Resources")
        migrations = read.text("TAKT_MIGRATIONS", "Migrations")
        keyFile = read.text("TAKT_KEY_FILE", "")
        workers = read.number("TAKT_WORKERS", 2, in: 1...64)
        stopSeconds = read.number("TAKT_STOP_SECONDS", 25, in: 2...300)
        rawDays = read.number("TAKT_RAW_DAYS", 90, in: 1...3_650)
        fileBytes = read.number("TAKT_FILES_BYTES", 1_073_741_824, in: 1_048_576...1_099_511_627_776)
        database = DatabaseAccess(&read)
        requests = RequestLimits(&read)
        rates = RateLimits(&read)
        let mail = MailSettings(&read)
        if needs.contains(.database) { read.require("TAKT_DATABASE_URL", database.url != nil) }
        if needs.contains(.owner) { read.require("TAKT_OWNER_DATABASE_URL", database.ownerURL != nil) }
        if needs.contains(.keys) { read.require("TAKT_KEY_FILE", !keyFile.isEmpty) }
        guard let environment, let logLevel, let listen, let metrics, let origin, let proxies, let outbound, let mail
        else {
            return nil
        }
        self.environment = environment.word
        self.logLevel = logLevel.word
        self.listen = listen
        metricsListen = metrics.address
        publicOrigin = origin
        trustedProxies = proxies.elements
        outboundAllow = Set(outbound.elements)
        self.mail = mail
        refuseContradictions(&read)
    }

    private func refuseContradictions(_ read: inout SettingsReader) {
        if mail.isSignUpOpen, mail.way(publicOrigin) == .none {
            read.refuse("TAKT_SIGN_UP is open, but without TAKT_SMTP_URL nobody can confirm an address")
        }
        guard !publicOrigin.isLoopback else { return }
        if !publicOrigin.isSecure {
            read.refuse("TAKT_PUBLIC_ORIGIN is \(publicOrigin); only an https address may be reached from outside")
        }
        if !outboundAllow.isEmpty {
            read.refuse("TAKT_OUTBOUND_ALLOW opens inner addresses and is only for an installation on loopback")
        }
        if environment == .development {
            read.refuse("TAKT_ENVIRONMENT is development, which is only for an installation on loopback")
        }
    }
}
