import HTTP
import Models
import Postgres
import TestSupport
import Testing
import Web

@testable import App

/// Nobody waits for what others have: in a large installation every page and every answer to a program reads what it
/// shows, by indexes, and no table from end to end.
@Suite(.serialized)
struct ReadsTests {
    @Test func `every table that grows is large here, and the others are small by nature`() async throws {
        let large = try await LargeSite.shared.value
        let tables = try await large.world.database.superuser.values(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1",
            as: String.self)
        #expect(tables.filter { !large.reads.large.contains($0) } == ReadBounds.smallTables.keys.sorted())
    }

    /// The route table says which pages there are; each says itself how it can be asked.
    @Test(.timeLimit(.minutes(20)))
    func `every page reads about what it shows, whatever is asked of it`() async throws {
        let large = try await LargeSite.shared.value
        // A stream of events reads the feed, of which `LiveTests` tell.
        for row in try Rights().rows where row.method == .get && row.pattern != "/events" {
            for actor in [Actor.visitor, .rep, .admin, .installationOperator] {
                guard row.cells[actor] == "200", (row.access == "anyone") == (actor == .visitor),
                    let path = try await large.world.attempts(at: row, by: actor).first(where: { $0.ids == .own })?.path
                else { continue }
                let bounds = row.pattern == "/p/{}/orders" ? try await large.orderBounds : ReadBounds(row.pattern)
                var addresses = [path] + (ReadBounds.asked[row.pattern] ?? []).map { path + "?" + $0 }
                var place = 0
                while place < addresses.count {
                    let answer = try await large.read(addresses[place], by: actor, within: bounds)
                    let offered = OfferedAddresses(in: answer, at: path)
                    let more = place == 0 ? offered.all : [offered.next].compactMap(\.self)
                    if place == 0 { #expect(offered.typed == ReadBounds.typed[row.pattern] ?? [], "\(row.pattern)") }
                    // Two pages of each choice: the second begins behind the first.
                    let isFirst = !addresses[place].contains("after=") && !addresses[place].contains("before=")
                    if isFirst { addresses += more.filter { !addresses.contains($0) } }
                    place += 1
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `the list of orders in each order and under each filter`() async throws {
        let large = try await LargeSite.shared.value
        let bounds = try await large.orderBounds
        for query in ReadBounds.orders {
            let address = large.orders + "?" + query
            let answer = try await large.read(address, by: .admin, within: bounds)
            #expect(!answer.text.contains("class=\"notice near\""), "\(query) was not understood")
            guard let next = OfferedAddresses(in: answer, at: large.orders).next else { continue }
            _ = try await large.read(next, by: .admin, within: bounds)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `what programs ask for`() async throws {
        let large = try await LargeSite.shared.value
        for row in try ProgramRights().rows
        where row.method == .get && row.cells[.admin] == 200 && row.pattern != "/api/v1/stream/orders" {
            // Of the projects' records those of the large one.
            let ids =
                row.pattern.contains("/projects/")
                ? [large.world.shop.projectPublicID.rawValue, row.pattern.contains("orders") ? "1700" : "1"]
                : try await large.world.programIDs(.own, row.name, .admin)
            let path = row.pattern.filled(ids)
            let bounds =
                row.pattern == "/api/v1/projects/{}/orders" ? try await large.orderBounds : ReadBounds(row.pattern)
            for query in [""] + (ReadBounds.asked[row.pattern] ?? []) {
                let address = query.isEmpty ? path : path + "?" + query
                let (answer, work) = try await large.reads.of { await large.program.get(address) }
                #expect(answer.status == .ok, "\(address): \(answer.text)")
                bounds.check(work, address)
            }
        }
    }

    @Test func `a file of few orders or entries reads few`() async throws {
        let large = try await LargeSite.shared.value
        let shop = large.world.shop
        let files = [
            (OrderExport.export(in: shop.projectPublicID), "status=777&state=open"),
            (OrderExport.export(in: shop.projectPublicID), "manager=14&state=closed"),
            (ActivityExport.export(in: shop.organizationPublicID), "event=project.hook_rotated"),
        ]
        for (path, query) in files {
            let (rows, work) = try await large.reads.of {
                try await OrderExportTests.rows(await large.browser(.admin).post(path, ["query": query]))
            }
            #expect((10...50).contains(rows.count), "\(path) \(query): \(rows.count)")
            ReadBounds(path).check(work, "\(path) \(query)")
        }
    }
}

extension ReadBounds {
    func check(_ work: TableReads.Work, _ name: String) {
        let walked = work.walked.filter { !walks.contains($0.key) }
        #expect(walked.isEmpty, "\(name) walks through \(walked)")
        // Whoever asks to count all that match has all of them read.
        if name.contains("count=all") { return }
        let isSearch = name.contains("?q=") || name.contains("&q=")
        let isScored = name.contains("?score=") || name.contains("&score=")
        let entries = (isSearch ? searched : isScored ? scored : nil) ?? entries
        let pages = (isSearch ? searchedPages : isScored ? scoredPages : nil) ?? pages
        #expect(work.sum <= entries, "\(name) reads \(work.sum) entries: \(work.entries)")
        #expect(work.pages <= pages, "\(name) reads \(work.pages) pages: \(work.entries)")
    }
}

extension LargeSite {
    var orders: String { Orders.list(in: world.shop.projectPublicID) }

    /// The figures above the list count the open orders, whatever is shown. The page then reads no more than the
    /// open ones twice, for the rows and for how many there are: what is neither open nor matches is not read.
    var orderBounds: ReadBounds {
        get async throws {
            let (_, figures) = try await reads.of { await browser(.admin).get(orders + "?number=999999999") }
            var bounds = ReadBounds("")
            bounds.entries = figures.sum + 2 * 1_501 + 500
            bounds.pages = figures.pages + 2_000
            return bounds
        }
    }

    func read(_ address: String, by actor: Actor, within bounds: ReadBounds) async throws -> Response {
        // The suite takes longer than a password stays fresh.
        let person = browser(actor).person
        try await world.database.superuser.execute("UPDATE sessions SET sudo_at = now() WHERE person_id = \(person)")
        let (answer, work) = try await reads.of { await browser(actor).get(address) }
        #expect(answer.status == .ok, "\(address) as \(actor.rawValue): \(answer.status.code)")
        bounds.check(work, "\(address) as \(actor.rawValue)")
        return answer
    }
}
