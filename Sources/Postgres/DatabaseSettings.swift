/// Where the database is and how long anything there may take.
package struct DatabaseSettings: Sendable {
    /// libpq's form: `host=… dbname=… user=…` or `postgresql://…`. Holds the password; never print it.
    package var conninfo: String
    /// Connections at most.
    package var size: Int
    /// Named prepared statements; off for a PgBouncer before 1.21, at a price of 60 % on small reads.
    package var prepared = true
    package var connect = Duration.seconds(3)
    /// Zero: no limit, as for migrations.
    package var statement = Duration.seconds(15)
    package var lock = Duration.seconds(3)
    package var idleInTransaction = Duration.seconds(30)
    /// How long sent bytes may stay unacknowledged by the server's machine.
    package var acknowledgement = Duration.seconds(5)
    /// How long a caller waits for a free connection.
    package var wait = Duration.seconds(2)
    /// What the server's list of sessions calls us.
    package var application = "takt"

    package init(conninfo: String, size: Int = 8) {
        self.conninfo = conninfo
        self.size = size
    }

    /// Later parameters win, so whatever the conninfo says itself stands.
    var parameters: [(name: String, value: String)] {
        [
            ("connect_timeout", String(max(2, connect.milliseconds / 1000))),
            ("tcp_user_timeout", String(acknowledgement.milliseconds)),
            ("keepalives_idle", "10"),
            ("keepalives_interval", "3"),
            ("keepalives_count", "3"),
            ("application_name", application),
            ("dbname", conninfo),
        ]
    }

    /// Sent as a statement and not with the connection request, which PgBouncer would refuse.
    var session: SQL {
        """
        SELECT set_config('client_encoding', 'UTF8', false), set_config('TimeZone', 'UTC', false),
            set_config('DateStyle', 'ISO, YMD', false), set_config('IntervalStyle', 'postgres', false),
            set_config('bytea_output', 'hex', false), set_config('extra_float_digits', '1', false),
            set_config('standard_conforming_strings', 'on', false),
            set_config('statement_timeout', \(statement.milliseconds)::text, false),
            set_config('lock_timeout', \(lock.milliseconds)::text, false),
            set_config('idle_in_transaction_session_timeout', \(idleInTransaction.milliseconds)::text, false)
        """
    }
}

/// A value of one transaction, such as the organization it may see: `takt.organization`.
package struct Setting: Sendable, Equatable {
    let name: String
    let value: String

    package init(name: StaticString, value: String) {
        self.name = name.description
        self.value = value
    }
}

extension Duration {
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
