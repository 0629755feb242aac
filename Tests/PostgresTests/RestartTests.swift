import Postgres
import TestSupport
import Testing

struct RestartTests {
    @Test(.timeLimit(.minutes(2))) func `the pool is back within five seconds of the server`() async throws {
        let cluster = try TestCluster.alone("own-test-pg-restart")
        let database = Database(DatabaseSettings(conninfo: cluster.conninfo(database: "postgres"), size: 4))
        try await database.warm()
        try cluster.stop()
        await #expect(throws: ConnectionLost.self) { try await database.value("SELECT 1", as: Int.self) }
        #expect(database.counters.open == 0)
        try cluster.start()
        let start = ContinuousClock.now
        while (try? await database.value("SELECT 1", as: Int.self)) != 1, start.duration(to: .now) < .seconds(10) {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(start.duration(to: .now) < .seconds(5))
        try cluster.stop()
    }
}
