@testable import App
import Foundation
import HTTP
import Models
import Postgres
import TestSupport
import Testing

/// F21: numbers and transactions commit out of order, and still everybody hears everything once.
struct LiveOrderTests {
    /// What was numbered first commits last.
    @Test func `of two writers the second is not told before the first, and none is lost`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        try await LiveTests.running(site) { live in
            let page = try await LiveTests.open(live, admin)
            let slow = try await Writer(site), quick = try await Writer(site)
            try await slow.write(1)
            try await quick.write(2)
            try await quick.commit()
            try await Task.sleep(for: .milliseconds(400))
            #expect(page.orders == [], "the first writer may still put something before it")
            try await slow.write(3)
            try await slow.commit()
            #expect(try await eventually { page.orders == [1, 3, 2] })
            // A page that comes with the mark of the first hears the rest.
            let again = try await LiveTests.open(live, admin, after: page.news.first?.id)
            #expect(try await eventually { again.orders == [3, 2] })
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a storm of writers with open transactions: every reader who comes and goes hears each order once`()
        async throws
    {
        let site = try await TestSite()
        let orders = 120
        try await LiveTests.running(site, { pace, _ in pace.named = 10_000 }) { live in
            // Everybody listens from the beginning.
            var readers: [(browser: TestSupport.Browser, mark: String)] = []
            for _ in 0..<8 {
                let browser = try await site.signIn(as: .viewer)
                let page = try await LiveTests.open(live, browser)
                page.stream.leave()
                readers.append((browser, try #require(page.last)))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<6 {
                    group.addTask {
                        for order in stride(from: writer, to: orders, by: 6) {
                            let connection = try await Writer(site)
                            try await connection.write(order)
                            try await Task.sleep(for: .milliseconds(Int.random(in: 0..<40)))
                            try await connection.commit()
                        }
                    }
                }
                for reader in readers {
                    group.addTask {
                        var heard: [Int] = []
                        var mark = reader.mark
                        let isDone = try await eventually(90) {
                            let page = try await LiveTests.open(live, reader.browser, after: mark)
                            try await Task.sleep(for: .milliseconds(Int.random(in: 0..<150)))
                            page.stream.leave()
                            heard += page.orders
                            mark = page.last ?? mark
                            return heard.count >= orders
                        }
                        #expect(isDone)
                        #expect(heard.sorted() == Array(0..<orders))
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

/// A transaction of the application that is held open, with events of the site's project in it.
private struct Writer {
    private let connection: Connection
    private let site: TestSite

    init(_ site: TestSite) async throws {
        self.site = site
        connection = try await Connection.open(site.database.app.settings)
        let organization = site.organization.text
        try await connection.execute("BEGIN")
        try await connection.execute("SELECT set_config('takt.organization', \(organization), true)")
    }

    func write(_ order: Int) async throws {
        let (organization, project) = (site.organization, site.project)
        try await connection.execute(
            """
            INSERT INTO events (organization_id, topic, project_id, entity_id)
            VALUES (\(organization), 'order_updated', \(project), \("\(order)"))
            """)
    }

    func commit() async throws {
        try await connection.execute("COMMIT")
    }
}
