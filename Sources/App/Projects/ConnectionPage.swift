import Forms
import Models
import Store
import Web

/// `Resources/templates/projects/connection.html`: the key, the webhook address and what arrived last.
struct ConnectionPage: Page {
    static let template = "projects/connection.html"
    static let place = NavigationItem.connection

    /// What the CRM answered to a test.
    struct Test: Encodable {
        let isWorking: Bool
        /// The verdict in words: `keycrm.…` or `outbound.…`.
        let words: Complaint
        /// The HTTP status, when there was an answer.
        let status: Int?
        /// At most 200 safe characters of what was answered instead.
        let excerpt: String?
        let at: Instant
    }

    /// How far the CRM was asked about the orders.
    struct Items: Encodable {
        /// Orders that wait for an answer, and orders that got none; or more.
        let waiting, failed: Int
        let hasMore: Bool
        /// How long the waiting ones take at the pace that the CRM allows.
        let minutes: Int
        /// Seconds for which the CRM asked for silence; 0 when it did not.
        let pause: Int
        /// Why most of the failed ones failed.
        let reason: Complaint?
        /// Where a POST asks for all that is missing.
        let action: String

        init(_ backlog: ContentBacklog, pause: Int, rate: Rate, action: String) {
            waiting = min(backlog.waiting, Store.mostCountedOrders)
            failed = min(backlog.failed, Store.mostCountedOrders)
            hasMore = max(backlog.waiting, backlog.failed) > Store.mostCountedOrders
            // The line moves a tenth slower than the rate.
            minutes = Int(((Double(waiting) * 1.1 / rate.perSecond + Double(pause)) / 60).rounded(.up))
            self.pause = pause
            reason = backlog.reason.flatMap { Complaint(failure: $0) }
            self.action = action
        }
    }

    /// nil before the first test.
    let test: Test?
    /// Where a POST tests the connection.
    let testAction: String
    /// nil while no key is stored: a test makes no sense then.
    let keySetAt: Instant?
    /// Where the key is edited.
    let general: String
    /// The whole address with its secret, to be copied; nil when the secret cannot be read.
    let webhook: String?
    /// Until when the former address is accepted too.
    let formerValidUntil: Instant?
    /// The page that asks before the address is changed, and what it asks.
    let rotate: Rotation
    let items: Items
    /// The newest few.
    let deliveries: [DeliveryRow]
    /// Leads to all of them.
    let allDeliveries: String
}

extension ConnectionPage {
    struct Rotation: Encodable {
        let path: String
        let text: Complaint
        /// Of the present address: nothing happens when it is another one by then.
        let version: String?

        /// `addresses`: how many are accepted at present; the one before the present one ends at once.
        init(_ path: String, addresses: Int, version: String?) {
            self.path = path
            self.version = version
            text = Complaint(addresses > 1 ? "connection.rotate_again_text" : "connection.rotate_text")
        }

        fileprivate static func example(addresses: Int) -> Rotation {
            Rotation("/p/a2b3c4d5e6/settings/connection/rotate", addresses: addresses, version: "1795095600000000")
        }
    }

    static let examples = [
        ConnectionPage(
            test: Test(
                isWorking: true, words: Complaint("keycrm.working", ["statuses": "18"]), status: 200, excerpt: nil,
                at: .example(minutes: -1)),
            testAction: "/p/a2b3c4d5e6/settings/connection/test", keySetAt: .example(hours: -300),
            general: "/p/a2b3c4d5e6/settings", webhook: address, formerValidUntil: .example(hours: 20),
            rotate: .example(addresses: 2),
            items: items(ContentBacklog(waiting: 312, failed: 0, reason: nil)), deliveries: DeliveryRow.examples,
            allDeliveries: "/p/a2b3c4d5e6/deliveries"),
        ConnectionPage(
            test: Test(
                isWorking: false, words: Complaint("keycrm.unauthorized"), status: 401,
                excerpt: #"{"message":"<b>Unauthenticated</b>"}"#, at: .example),
            testAction: "/p/a2b3c4d5e6/settings/connection/test", keySetAt: .example, general: "/p/a2b3c4d5e6/settings",
            webhook: address, formerValidUntil: nil, rotate: .example(addresses: 1),
            items: items(ContentBacklog(waiting: 10_001, failed: 4, reason: "server_error 502"), pause: 28),
            deliveries: [], allDeliveries: "/p/a2b3c4d5e6/deliveries"),
        ConnectionPage(
            test: nil,
            testAction: "/p/a2b3c4d5e6/settings/connection/test", keySetAt: nil, general: "/p/a2b3c4d5e6/settings",
            webhook: nil, formerValidUntil: nil, rotate: .example(addresses: 1),
            items: items(ContentBacklog(waiting: 0, failed: 0, reason: nil)), deliveries: [],
            allDeliveries: "/p/a2b3c4d5e6/deliveries"),
    ]

    private static func items(_ backlog: ContentBacklog, pause: Int = 0) -> Items {
        Items(
            backlog, pause: pause, rate: Rate(count: 55, seconds: 60, burst: 5),
            action: "/p/a2b3c4d5e6/settings/connection/items")
    }

    private static let address =
        "https://takt.example/hooks/keycrm/a2b3c4d5e6/Zm9yIHRoZSBleGFtcGxlIG9ubHksIG5vIHNlY3JldCBhdCBhbGw"
}
