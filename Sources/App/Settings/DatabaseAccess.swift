/// How the database is reached, and how long anything there may take, in seconds.
package struct DatabaseAccess: Sendable {
    /// Of `takt_app`, in libpq's form; holds the password. There whenever `Need.database` was named.
    package let url: Secret?
    /// Of `takt_owner`. There whenever `Need.owner` was named.
    package let ownerURL: Secret?
    package let poolSize: Int
    /// Off for a PgBouncer before 1.21 in transaction mode.
    package let preparesStatements: Bool
    package let connectSeconds: Int
    package let statementSeconds: Int
    package let lockSeconds: Int
    package let idleTransactionSeconds: Int
    /// A request that waited this long for a connection is answered 503.
    package let waitSeconds: Int

    init(_ read: inout SettingsReader) {
        url = read.secret("TAKT_DATABASE_URL")
        ownerURL = read.secret("TAKT_OWNER_DATABASE_URL")
        poolSize = read.number("TAKT_DATABASE_POOL", 8, in: 1...200)
        preparesStatements = read.value("TAKT_DATABASE_PREPARED", "on", as: Choice<Switch>.self)?.word != .off
        connectSeconds = read.number("TAKT_DATABASE_CONNECT_SECONDS", 3, in: 1...60)
        statementSeconds = read.number("TAKT_DATABASE_STATEMENT_SECONDS", 15, in: 1...600)
        lockSeconds = read.number("TAKT_DATABASE_LOCK_SECONDS", 3, in: 1...60)
        idleTransactionSeconds = read.number("TAKT_DATABASE_IDLE_SECONDS", 30, in: 1...600)
        waitSeconds = read.number("TAKT_DATABASE_WAIT_SECONDS", 2, in: 1...60)
    }
}
