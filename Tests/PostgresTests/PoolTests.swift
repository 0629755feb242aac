import Dispatch
import Postgres
import Synchronization
import TestSupport
import Testing

/// Who gets a connection, when, and what the pool does when there is none.
struct PoolTests {
    @Test func `who waits too long is turned away within two seconds`() async throws {
        let database = Database(try await TestDatabase.shared.app.settings.with(size: 1))
        let holder = await Holder(of: database)
        let start = ContinuousClock.now
        await #expect(throws: PoolExhausted.self) { try await database.value("SELECT 1", as: Int.self) }
        let waited = start.duration(to: .now)
        #expect(waited > .seconds(1.9) && waited < .seconds(8))
        #expect(database.counters.exhausted == 1)
        #expect(database.counters.waiting == 0)
        try await holder.letGo()
        #expect(try await database.value("SELECT 1") == 1)
    }

    @Test func `many tasks share few connections`() async throws {
        let database = Database(try await TestDatabase.shared.app.settings.with(size: 3))
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 { group.addTask { try await database.value("SELECT \(number)::int") ?? 0 } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 199 * 100)
        let counters = database.counters
        #expect(counters.open <= 3 && counters.idle == counters.open && counters.waiting == 0)
        #expect(counters.acquired == 200)
    }

    @Test func `waiters are served in the order they came`() async throws {
        let database = Database(try await TestDatabase.shared.app.settings.with(size: 1))
        let order = Order()
        let holder = await Holder(of: database)
        var waiters: [Task<Void, any Error>] = []
        for number in 0..<5 {
            waiters.append(
                Task {
                    _ = try await database.transaction { connection in
                        order.append(number)
                        try connection.execute("SELECT 1")
                    }
                })
            while database.counters.waiting <= number { try await Task.sleep(for: .milliseconds(1)) }
        }
        try await holder.letGo()
        for waiter in waiters { _ = try await waiter.value }
        #expect(order.numbers == [0, 1, 2, 3, 4])
    }

    @Test func `a cancelled waiter gives up its place`() async throws {
        let database = Database(try await TestDatabase.shared.app.settings.with(size: 1))
        let holder = await Holder(of: database)
        let waiter = Task { try await database.value("SELECT 1", as: Int.self) }
        while database.counters.waiting == 0 { await Task.yield() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(database.counters.waiting == 0)
        try await holder.letGo()
        #expect(try await database.value("SELECT 1") == 1)
        #expect(database.counters.acquired == 2)
    }

    @Test func `a closed pool refuses and ends its sessions`() async throws {
        let database = Database(try await TestDatabase.shared.app.settings.with(size: 2))
        try await database.warm()
        #expect(database.counters.open == 2)
        database.close()
        await #expect(throws: ConnectionLost.self) { try await database.value("SELECT 1", as: Int.self) }
        #expect(database.counters.open == 0)
    }

    @Test(arguments: [true, false]) func `more texts than a connection keeps are all answered`(prepared: Bool)
        async throws
    {
        var settings = try await TestDatabase.shared.app.settings.with(size: 1)
        settings.prepared = prepared
        let database = Database(settings)
        for _ in 0..<2 {
            var text: SQL = "SELECT 0"
            for number in 1...450 {
                text = "\(text) + 1"
                #expect(try await database.value(text) == number)
            }
        }
        let kept = try await database.value("SELECT count(*) FROM pg_prepared_statements", as: Int.self) ?? -1
        #expect(prepared ? (1...205).contains(kept) : kept == 0)
        #expect(database.counters.open == 1)
    }

    @Test func `within one transaction the texts past the limit go unprepared`() async throws {
        let database = Database(try await TestDatabase.shared.app.settings.with(size: 1))
        let kept = try await database.transaction { connection in
            var text: SQL = "SELECT 0"
            for number in 1...450 {
                text = "\(text) + 1"
                #expect(try connection.value(text) == number)
            }
            return try connection.value("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
        }
        #expect(kept == 200)
    }

    @Test func `an unnamed statement is not kept`() async throws {
        let database = Database(try await TestDatabase.shared.app.settings.with(size: 1))
        let search: SQL = "SELECT 'abc' LIKE \("%b%")"
        #expect(try await database.value(search.unnamed) == true)
        #expect(
            try await database.value(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT ''abc''%'") == 0)
    }

    @Test func `statements larger than the socket's buffers arrive`() async throws {
        let database = try await TestDatabase.shared.app
        let large = String(repeating: "ї", count: 2_000_000)
        #expect(try await database.value("SELECT length(\(large)::text)") == 2_000_000)
        try await database.transaction { connection in
            let part = String(repeating: "x", count: 5000)
            try connection.run((0..<400).map { _ in "SELECT repeat(\(part)::text, 20)" })
        }
    }
}

/// Holds the only connection of a pool until it is told to let go.
private struct Holder {
    private let gate = DispatchSemaphore(value: 0)
    private let task: Task<Void, any Error>

    init(of database: Database) async {
        task = Task { [gate] in try await database.transaction { _ in gate.wait() } }
        while database.counters.acquired == 0 { await Task.yield() }
    }

    func letGo() async throws {
        gate.signal()
        try await task.value
    }
}

private final class Order: Sendable {
    private let content = Mutex<[Int]>([])
    var numbers: [Int] { content.withLock { $0 } }
    func append(_ number: Int) { content.withLock { $0.append(number) } }
}
