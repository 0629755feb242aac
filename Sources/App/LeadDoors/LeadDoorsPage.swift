import Models
import Store
import Web

/// `Resources/templates/leaddoors/doors.html`: how leads come in from outside.
struct LeadDoorsPage: Page {
    static let template = "leaddoors/doors.html"
    static let place = NavigationItem.leadDoors

    struct Secret: Encodable {
        let createdAt: Instant
        let lastUsedAt: Instant?
        /// In use for 90 days or more.
        let isOld: Bool
        let end: String
    }

    struct Form: Encodable {
        let isOpen: Bool
        let address: String
    }

    struct Row: Encodable {
        let path: String
        let at: Instant
        let origin, verdict: String
        let repeats: Int
        /// The lead that it became or was about.
        let company, leadPath: String?
    }

    /// Where programs send leads, and where they ask whether the secret is right.
    let address, health: String
    let secrets: [Secret]
    /// Makes another secret; nil while two are open.
    let add: String?
    /// nil until somebody has set it up.
    let form: Form?
    let editForm: String
    let rows: [Row]
    let older, newest: String?
}

extension LeadDoorsPage.Row {
    init(_ delivery: LeadDelivery, in organization: PublicID) {
        self.init(
            path: LeadDoors.delivery(in: organization, delivery.id), at: delivery.receivedAt,
            origin: delivery.origin.rawValue, verdict: delivery.verdict.rawValue, repeats: delivery.repeats,
            company: delivery.company,
            leadPath: delivery.company == nil ? nil : delivery.lead.map { Leads.lead(in: organization, $0) })
    }
}

/// `Resources/templates/leaddoors/secret.html`: a new secret, the one time it is seen.
struct MadeLeadSecretPage: Page {
    static let template = "leaddoors/secret.html"
    static let place = NavigationItem.leadDoors

    let address, secret: String
    /// Where they go on.
    let list: String
}

/// `Resources/templates/leaddoors/delivery.html`: one lead as it came in.
struct LeadDeliveryPage: Page {
    static let template = "leaddoors/delivery.html"
    static let place = NavigationItem.leadDoors

    let row: LeadDoorsPage.Row
    let list: String
    /// Reads it again; nil where that would make nothing.
    let replay: String?
    let reason: String?
    let bytes: Int
    let network: String
    /// The text, at most 4 kB.
    let body: String
    let isCut, isPurged: Bool
}

extension LeadDeliveryPage {
    init(_ delivery: LeadDelivery, list: String, replay: String?, in organization: PublicID) {
        let shown = DeliveryText(delivery.body ?? [])
        self.init(
            row: LeadDoorsPage.Row(delivery, in: organization), list: list, replay: replay,
            reason: delivery.reason.isEmpty ? nil : delivery.reason, bytes: delivery.length, network: delivery.network,
            body: shown.text, isCut: shown.bytes < delivery.length, isPurged: delivery.body == nil)
    }
}

extension LeadDoorsPage {
    static let examples = [
        LeadDoorsPage(
            address: "https://takt.example/hooks/leads/a2b3c4d5e6",
            health: "https://takt.example/hooks/leads/a2b3c4d5e6/health", secrets: [],
            add: "/o/a2b3c4d5e6/settings/leads/secrets", form: nil, editForm: "/o/a2b3c4d5e6/settings/leads/form",
            rows: [], older: nil, newest: nil),
        LeadDoorsPage(
            address: "https://takt.example/hooks/leads/a2b3c4d5e6",
            health: "https://takt.example/hooks/leads/a2b3c4d5e6/health",
            secrets: [
                Secret(
                    createdAt: .example, lastUsedAt: nil, isOld: false,
                    end: "/o/a2b3c4d5e6/settings/leads/secrets/2/end"),
                Secret(
                    createdAt: .example(hours: -2_400), lastUsedAt: .example(minutes: -4), isOld: true,
                    end: "/o/a2b3c4d5e6/settings/leads/secrets/1/end"),
            ], add: nil, form: Form(isOpen: true, address: "https://takt.example/f/a2b3c4d5e6"),
            editForm: "/o/a2b3c4d5e6/settings/leads/form",
            rows: LeadDelivery.Verdict.allCases.map { row($0) }, older: "/o/a2b3c4d5e6/settings/leads?before=3",
            newest: "/o/a2b3c4d5e6/settings/leads"),
    ]

    fileprivate static func row(_ verdict: LeadDelivery.Verdict) -> Row {
        let isLead = verdict == .created || verdict == .known
        return Row(
            path: "/o/a2b3c4d5e6/settings/leads/deliveries/7", at: .example(minutes: -9),
            origin: isLead ? "form" : "webhook", verdict: verdict.rawValue, repeats: verdict == .known ? 2 : 0,
            company: isLead ? "Dubok <b>" : nil, leadPath: isLead ? "/o/a2b3c4d5e6/leads/1" : nil)
    }
}

extension MadeLeadSecretPage {
    static let examples = [
        MadeLeadSecretPage(
            address: "https://takt.example/hooks/leads/a2b3c4d5e6", secret: "example-secret-that-opens-nothing",
            list: "/o/a2b3c4d5e6/settings/leads")
    ]
}

extension LeadDeliveryPage {
    static let examples = [
        LeadDeliveryPage(
            row: LeadDoorsPage.row(.created), list: "/o/a2b3c4d5e6/settings/leads", replay: nil, reason: nil, bytes: 80,
            network: "203.0.113.0/24", body: #"{"company": "Dubok <b>"}"#, isCut: false, isPurged: false),
        LeadDeliveryPage(
            row: LeadDoorsPage.row(.invalid), list: "/o/a2b3c4d5e6/settings/leads",
            replay: "/o/a2b3c4d5e6/settings/leads/deliveries/7/replay", reason: "email: error.email", bytes: 80,
            network: "203.0.113.0/24", body: "", isCut: false, isPurged: true),
    ]
}
