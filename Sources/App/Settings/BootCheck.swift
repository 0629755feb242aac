/// Facts about the database and this machine under which serving would be unsafe.
package struct BootCheck: Sendable, Equatable {
    package var login: String
    package var isSuperuser: Bool
    package var bypassesRowSecurity: Bool
    package var ownsTables: Bool
    /// `15.14` is 150014.
    package var version: Int
    package var fsync: Bool
    /// How far this machine's clock is ahead of the database's, in seconds.
    package var clockAhead: Double

    package init(
        login: String, isSuperuser: Bool, bypassesRowSecurity: Bool, ownsTables: Bool, version: Int, fsync: Bool,
        clockAhead: Double
    ) {
        self.login = login
        self.isSuperuser = isSuperuser
        self.bypassesRowSecurity = bypassesRowSecurity
        self.ownsTables = ownsTables
        self.version = version
        self.fsync = fsync
        self.clockAhead = clockAhead
    }

    /// Why the program does not start; each sentence says what to do.
    package var refusals: [String] {
        var reasons: [String] = []
        if isSuperuser {
            reasons.append("TAKT_DATABASE_URL logs in as \(login), a superuser; log in as takt_app")
        } else if bypassesRowSecurity {
            reasons.append("TAKT_DATABASE_URL logs in as \(login), who passes row security; log in as takt_app")
        } else if ownsTables {
            reasons.append("TAKT_DATABASE_URL logs in as \(login), who owns tables; log in as takt_app")
        }
        if !fsync {
            reasons.append("the database server runs with fsync off and may lose what it confirmed; set fsync = on")
        }
        if version < Self.oldestVersion {
            reasons.append(
                "the database server is PostgreSQL \(version / 10_000).\(version % 10_000); install 15.14 or newer")
        }
        if abs(clockAhead) > Self.clockTolerance {
            let difference = clockAhead.magnitude < 1e9 ? "\(Int(clockAhead.magnitude.rounded())) s" : "years"
            let direction = clockAhead > 0 ? "ahead of" : "behind"
            reasons.append(
                "this machine's clock is \(difference) \(direction) the database's; at most 2 s are allowed, set the clocks"
            )
        }
        return reasons
    }

    /// Older ones have known faults that leak rows past row security (CVE-2024-10976, CVE-2025-8713).
    private static let oldestVersion = 150_014
    private static let clockTolerance = 2.0
}
