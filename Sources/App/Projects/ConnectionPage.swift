import Forms
import Models
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
    /// The page that asks before the address is changed.
    let rotate: String
    /// The newest few.
    let deliveries: [DeliveryRow]
    /// Leads to all of them.
    let allDeliveries: String
}

extension ConnectionPage {
    static let examples = [
        ConnectionPage(
            test: Test(
                isWorking: true, words: Complaint("keycrm.working", ["statuses": "18"]), status: 200, excerpt: nil,
                at: .example(minutes: -1)),
            testAction: "/p/a2b3c4d5e6/settings/connection/test", keySetAt: .example(hours: -300),
            general: "/p/a2b3c4d5e6/settings", webhook: address, formerValidUntil: .example(hours: 20),
            rotate: "/p/a2b3c4d5e6/settings/connection/rotate", deliveries: DeliveryRow.examples,
            allDeliveries: "/p/a2b3c4d5e6/deliveries"),
        ConnectionPage(
            test: Test(
                isWorking: false, words: Complaint("keycrm.unauthorized"), status: 401,
                excerpt: #"{"message":"<b>Unauthenticated</b>"}"#, at: .example),
            testAction: "/p/a2b3c4d5e6/settings/connection/test", keySetAt: .example, general: "/p/a2b3c4d5e6/settings",
            webhook: address, formerValidUntil: nil, rotate: "/p/a2b3c4d5e6/settings/connection/rotate",
            deliveries: [], allDeliveries: "/p/a2b3c4d5e6/deliveries"),
        ConnectionPage(
            test: nil,
            testAction: "/p/a2b3c4d5e6/settings/connection/test", keySetAt: nil, general: "/p/a2b3c4d5e6/settings",
            webhook: nil, formerValidUntil: nil, rotate: "/p/a2b3c4d5e6/settings/connection/rotate",
            deliveries: [], allDeliveries: "/p/a2b3c4d5e6/deliveries"),
    ]

    private static let address =
        "https://takt.example/hooks/keycrm/a2b3c4d5e6/Zm9yIHRoZSBleGFtcGxlIG9ubHksIG5vIHNlY3JldCBhdCBhbGw"
}
