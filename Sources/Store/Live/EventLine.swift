import Postgres

/// The line between the processes of an installation: each says that it has committed something for open
/// pages, and hears the others. Saying takes a lock of the whole server at commit, so it is never part of a
/// business transaction: one statement after the commits, at most twenty a second.
package struct EventLine: Sendable {
    private let database: Database

    package init(_ store: Store) {
        database = store.database
    }

    /// Says it after commits of this process until the task is cancelled. `here` is called for each commit
    /// at once, on any thread.
    package func say(here: @escaping @Sendable () -> Void = {}) async {
        let (commits, commit) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = database.onRing {
            here()
            commit.yield()
        }
        defer { database.stopRinging(number) }
        for await _ in commits {
            // What cannot be said is found by the others when they look by themselves.
            _ = try? await database.execute("SELECT pg_notify('takt_events', '')")
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Calls back whenever another process has said it, until the task is cancelled; finds a new connection
    /// when one is lost.
    package func hear(_ action: @escaping @Sendable () -> Void) async {
        while !Task.isCancelled {
            do {
                let connection = try await Connection.open(database.settings)
                _ = try await connection.execute("LISTEN takt_events")
                // Said while nobody listened.
                action()
                while !Task.isCancelled {
                    if try await connection.hears(within: .seconds(1)) { action() }
                }
            } catch {
                try? await Task.sleep(for: .seconds(2))
            }
        }
    }
}
