import App
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// T-SQL: whatever stands in the query of a list, in a path or in a form is a value, never SQL, and never ends
/// in a broken page.
struct InjectionTests {
    private static let payloads = [
        "'", "''", "\"", "\\", "';--", "' OR '1'='1", "1 OR 1=1", "1) OR (1=1", "1; DROP TABLE orders", "1--",
        "1/**/OR/**/1=1", "' UNION SELECT password_hash FROM people--", "pg_sleep(5)", "1 AND pg_sleep(5)",
        "(SELECT 1)", "$1", "${1}", "%", "_", "%27%20OR%201=1", "\u{0}", "\u{1f}", "\u{feff}1", "ʼ OR 1=1", "NULL",
        "-1", "0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "2147483648", "1e9", "0x10",
        "1.5", "NaN", "infinity", "9999-12-31", "0001-01-01", "2026-13-40", "breach; DROP TABLE orders",
        "breach DESC", "-", "--", "-.-", "9223372036854775807.9223372036854775807", "-9223372036854775808.1",
        "1.1.1", "<script>alert(1)</script>", String(repeating: "9", count: 2_000), "[]", "{\"$gt\":0}",
    ]
    private static let parameters = [
        "/orders": ["number", "status", "group", "state", "from", "to", "sort", "size", "after", "before"],
        "/orders/70001": ["group"], "/deliveries": ["verdict", "before"],
    ]

    private static func shop() async throws -> (TestSite, Browser) {
        let shop = try await TestSite()
        for order in 1...5 {
            let answer = await shop.deliver(
                TestSite.change(order: 70_000 + order, status: order, at: "2026-11-19T08:00:0\(order).000000Z"))
            #expect(answer.status == .ok)
        }
        return (shop, try await shop.signIn(as: .admin))
    }

    /// The numbers of the orders that a page lists.
    private static func orders(_ page: Response) -> Set<Int> {
        Set((1...5).map { 70_000 + $0 }.filter { page.text.contains("/orders/\($0)\"") })
    }

    @Test(.timeLimit(.minutes(10)))
    func `no parameter of a list is SQL`() async throws {
        let (shop, admin) = try await Self.shop()
        let base = "/p/\(shop.projectPublicID.rawValue)"
        let all = Self.orders(await admin.get("\(base)/orders?state=all"))
        #expect(all.count == 5)
        for (page, parameters) in Self.parameters {
            for parameter in parameters {
                for payload in Self.payloads {
                    let address = "\(base)\(page)?\(parameter)=\(PercentEncoding.encode(payload))"
                    let answer = await admin.get(address)
                    #expect([200, 400].contains(answer.status.code), "\(address): \(answer.status.code)")
                    if page == "/orders" { #expect(Self.orders(answer).isSubset(of: all), "\(address)") }
                    #expect(!answer.text.contains("<script>alert(1)"), "\(address)")
                }
            }
        }
        #expect(!shop.log.lines.contains { $0.contains("\"incident\"") }, "\(shop.log.lines.suffix(3))")
    }

    @Test func `sorts and states are words of a list; every other word is the usual list`() async throws {
        let (shop, admin) = try await Self.shop()
        let path = "/p/\(shop.projectPublicID.rawValue)/orders"
        let usual = Self.orders(await admin.get(path))
        for word in ["order_id", "o.order_id", "number,status_id", "NUMBER", "breach asc", "1", "random()"] {
            for parameter in ["sort", "state"] {
                let answer = await admin.get("\(path)?\(parameter)=\(PercentEncoding.encode(word))")
                #expect(Self.orders(answer) == usual, "\(parameter)=\(word)")
            }
        }
        for pair in ["number", "status", "group"] {
            let none = await admin.get("\(path)?state=all&\(pair)=3%20OR%201%3D1")
            #expect(none.status == .ok)
        }
    }

    @Test func `no segment of a path and no field of a form is SQL`() async throws {
        let (shop, admin) = try await Self.shop()
        let base = "/p/\(shop.projectPublicID.rawValue)"
        for payload in Self.payloads {
            let text = PercentEncoding.encode(payload)
            for path in [
                "\(base)/orders/\(text)", "\(base)/deliveries/\(text)", "\(base)/settings/hours/\(text)",
                "/p/\(text)/orders", "/o/\(text)", "/setup/\(text)",
            ] {
                let status = await admin.get(path).status.code
                #expect(status == 404 || payload == "0" && status == 200, "\(path): \(status)")
            }
            let hook = await shop.deliver("{}", secret: text)
            #expect(hook.status == .notFound, "\(payload)")
        }
        for (address, name) in [
            ("/account", "name"), ("/account", "zone"), ("/account", "version"), ("\(base)/settings", "name"),
            ("\(base)/settings", "link_pattern"), ("\(base)/settings", "near"), ("\(base)/settings/sla", "near"),
            ("\(base)/settings/sla", "normal.1"), ("\(base)/settings/sla", "version"),
            ("\(base)/settings/hours", "version"), ("\(base)/settings/statuses", "version"),
        ] {
            let form = try #require(PageForm(in: await admin.get(address), to: address))
            for payload in Self.payloads.indices.filter({ $0 % 2 == 0 }).map({ Self.payloads[$0] }) {
                let status = await admin.submit(address, form.with(name, payload)).status.code
                #expect([303, 400, 409, 422].contains(status), "\(address) \(name)=\(payload): \(status)")
            }
        }
        #expect(!shop.log.lines.contains { $0.contains("\"incident\"") }, "\(shop.log.lines.suffix(3))")
    }

    @Test func `numbers in a delivery that no column holds are kept as a delivery, not answered with a fault`()
        async throws
    {
        let shop = try await TestSite()
        for (order, status, group) in [
            (Int.max, 1, 1), (1, Int.max, 1), (1, 1, Int.max), (1, 1, 2_147_483_648), (-1, -1, -1), (0, 0, 0),
        ] {
            let body = TestSite.change(order: order, status: status, group: group, at: "2026-11-19T08:00:00.000000Z")
            #expect(await shop.deliver(body).status == .ok, "\(order) \(status) \(group)")
        }
        for instant in ["9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00.000000Z", "294277-01-01T00:00:00Z", "x"] {
            #expect(await shop.deliver(TestSite.change(order: 1, status: 1, at: instant)).status == .ok, "\(instant)")
        }
    }
}
