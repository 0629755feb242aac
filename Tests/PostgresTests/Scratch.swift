import Glibc
import Postgres
import Synchronization
import TestSupport

/// A fresh database with a table of notes, for tests that write.
enum Scratch {
    static func database() async throws -> TestDatabase { try await task.value }

    /// A topic that no other test uses.
    static func number() async throws -> Int { counter.add(1, ordering: .relaxed).newValue }

    private static let counter = Atomic(0)

    private static let task = Task.detached {
        let database = try await TestDatabase.empty()
        try await database.owner.transaction { connection in
            try connection.script(
                """
                CREATE TABLE notes (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    topic int NOT NULL,
                    size int CONSTRAINT size_is_not_negative CHECK (size >= 0)
                );
                GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO takt_app;
                CREATE TABLE fatal_notes (id int);
                GRANT INSERT ON fatal_notes TO takt_app;
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER die AFTER INSERT ON fatal_notes DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION die();
                GRANT EXECUTE ON FUNCTION die() TO takt_app;
                """)
        }
        return database
    }
}

extension DatabaseSettings {
    func with(size: Int) -> DatabaseSettings {
        var copy = self
        copy.size = size
        copy.wait = DatabaseSettings(conninfo: "").wait
        return copy
    }
}
