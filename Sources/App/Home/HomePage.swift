import Models
import Web

/// `Resources/templates/home/home.html`: a card per project with its live health.
struct HomePage: Page {
    static let template = "home/home.html"
    static let place = NavigationItem.home

    /// How the connection to the shop's CRM does.
    enum Connection: String, Encodable {
        /// Webhooks arrive.
        case connected
        /// It used to send and is quiet for longer than usual.
        case silent
        /// It refuses our key.
        case refused
        /// Nothing has arrived yet.
        case waiting
    }

    /// What is missing before figures can be right; one step at a time, in this order.
    enum Step: String, Encodable {
        case key, statuses, webhook, groups, limits
    }

    struct Card: Encodable {
        let name: String
        /// Leads to the orders.
        let path: String
        let zone: String
        let connection: Connection
        /// nil until a first order is known.
        let open, near, over: Int?
        let lastDelivery: Instant?
        let deliveriesToday: Int
        let step: Step?
        /// Where the step is taken; nil where the reader's role may not.
        let stepPath: String?
    }

    /// What stands between the reader and an organization of theirs.
    enum Barrier: String, Encodable {
        case suspended
        case secondFactor = "second_factor"
    }

    struct Organization: Encodable {
        let id: String
        let name: String
        let cards: [Card]
        /// Where a project is added; nil where the role may not.
        let addProject: String?
        /// Whom its reader is to call today; nil where they may not go in.
        let day: String?
        /// nil: the reader may go in.
        var barrier: Barrier?
    }

    /// The reader's name as it greets them.
    let name: String
    let organizations: [Organization]
}

extension HomePage {
    static let examples = [
        HomePage(
            name: "Олена",
            organizations: [
                Organization(
                    id: "a2b3c4d5e6", name: "Dubok Group", cards: [busy, silent, new],
                    addProject: "/o/a2b3c4d5e6/projects/new", day: "/o/a2b3c4d5e6/activities"),
                Organization(
                    id: "f6g7h8j9k2", name: "Northwind <Print>", cards: [refused], addProject: nil,
                    day: "/o/f6g7h8j9k2/activities"),
            ]),
        HomePage(
            name: "Ірина",
            organizations: [
                Organization(
                    id: "a2b3c4d5e6", name: "Dubok Group", cards: [], addProject: "/o/a2b3c4d5e6/projects/new",
                    day: "/o/a2b3c4d5e6/activities"),
                Organization(
                    id: "f6g7h8j9k2", name: "Northwind Print", cards: [], addProject: nil,
                    day: "/o/f6g7h8j9k2/activities"),
            ]),
        HomePage(name: "Nobody", organizations: []),
        HomePage(
            name: "Ірина",
            organizations: [
                Organization(
                    id: "a2b3c4d5e6", name: "Dubok Group", cards: [], addProject: nil, day: nil, barrier: .suspended),
                Organization(
                    id: "f6g7h8j9k2", name: "Northwind <Print>", cards: [], addProject: nil, day: nil,
                    barrier: .secondFactor),
            ]),
    ]

    private static let busy = Card(
        name: "Dubok Shop UA", path: "/p/a2b3c4d5e6/orders", zone: "Europe/Kyiv", connection: .connected, open: 213,
        near: 14, over: 9, lastDelivery: .example(minutes: -2), deliveriesToday: 1_184, step: nil, stepPath: nil)
    private static let silent = Card(
        name: "Dubok Wholesale", path: "/p/b2b3c4d5e6/orders", zone: "Europe/Kyiv", connection: .silent, open: 86,
        near: 3, over: 1, lastDelivery: .example(minutes: -192), deliveriesToday: 311, step: .groups,
        stepPath: "/p/b2b3c4d5e6/settings/statuses")
    private static let new = Card(
        name: "Oak & Co Export", path: "/p/c2b3c4d5e6/orders", zone: "Europe/London", connection: .waiting, open: nil,
        near: nil, over: nil, lastDelivery: nil, deliveriesToday: 0, step: .webhook,
        stepPath: "/p/c2b3c4d5e6/settings/connection")
    private static let refused = Card(
        name: "Northwind Webshop", path: "/p/d2b3c4d5e6/orders", zone: "America/New_York", connection: .refused,
        open: 1, near: 0, over: 0, lastDelivery: .example(hours: -30), deliveriesToday: 0, step: .key, stepPath: nil)
}
