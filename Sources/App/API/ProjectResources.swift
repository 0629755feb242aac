import HTTP
import Models
import Store
import Web

/// A project in the list.
struct ProjectSummary: Resource {
    enum Connection: String, CaseIterable, Described {
        case connected, waiting, silent, refused
    }

    let projectID: PublicID
    let name, zone: String
    let connection: Connection
    let open, near, over: Int
    let lastDeliveryAt: Instant?

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project, as it stands in addresses."),
        Field<Self>("name", \.name, "Its name."),
        Field<Self>("zone", \.zone, "Its time zone."),
        Field<Self>(
            "connection", \.connection,
            "Whether events come in: waiting for the first, silent for a day, refused by the CRM."),
        Field<Self>("open", \.open, "Open orders; counting stops at 10,001."),
        Field<Self>("near", \.near, "Those near their limit."),
        Field<Self>("over", \.over, "Those over it."),
        Field<Self>("last_delivery_at", \.lastDeliveryAt, "When the CRM told something last; null: never."),
    ]
    static let example = ProjectSummary(
        projectID: .example, name: "Dubok Shop UA", zone: "Europe/Kyiv", connection: .connected, open: 213, near: 12,
        over: 9, lastDeliveryAt: .example)
}

extension ProjectSummary {
    init(_ health: ProjectHealth, at now: Instant) {
        self.init(
            projectID: health.project.publicID, name: health.project.name, zone: health.project.zone,
            connection: Connection(rawValue: health.connectionState(at: now).rawValue) ?? .waiting,
            open: health.openOrders, near: health.nearOrders, over: health.overOrders,
            lastDeliveryAt: health.lastDeliveryAt)
    }
}

struct ProjectsResource: Resource {
    let items: [ProjectSummary]

    static let fields = [Field<Self>("items", \.items, "The projects by name.")]
    static let example = ProjectsResource(items: [.example])
}

/// A project with its settings.
struct ProjectResource: Resource {
    enum Connection: String, CaseIterable, Described {
        case untried, working, failing
    }

    let projectID: PublicID
    let name, baseURL, zone: String
    let near: Int
    let linkPattern: String
    let keySetAt: Instant?
    let connection: Connection
    let statusesFetchedAt: Instant?

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project, as it stands in addresses."),
        Field<Self>("name", \.name, "Its name, unique in the organization."),
        Field<Self>("base_url", \.baseURL, "Where the CRM's API answers."),
        Field<Self>("zone", \.zone, "Its time zone."),
        Field<Self>("near", \.near, "From how many percent of a limit an order is near it."),
        Field<Self>(
            "link_pattern", \.linkPattern, "An order's page in the CRM, with {id} for its number; empty: none."),
        Field<Self>("api_key_set_at", \.keySetAt, "When the CRM's key was given; null: there is none."),
        Field<Self>("connection", \.connection, "What the last test of the connection said."),
        Field<Self>("statuses_fetched_at", \.statusesFetchedAt, "When the CRM was asked for its statuses last."),
    ]
    static let example = ProjectResource(
        projectID: .example, name: "Dubok Shop UA", baseURL: "https://openapi.keycrm.app/v1", zone: "Europe/Kyiv",
        near: 80, linkPattern: "https://dubok.keycrm.app/app/orders/view/{id}", keySetAt: .example(hours: -300),
        connection: .working, statusesFetchedAt: .example(hours: -2))

    static func body(requiring required: Set<String>) -> Schema {
        let address = #"^https?://[!$-.0-;=A-Z\[\]^-z|~][!$-;=A-Z\[\]^-z|~]*$"#
        // Without control characters, and no space at either end.
        let line = #"^[^\u0000-\u0020\u007f]([^\u0000-\u001f\u007f]*[^\u0000-\u0020\u007f])?$"#
        let members = [
            ("name", Schema.text(1...120, pattern: line, "Unique in the organization.")),
            ("base_url", .text(8...300, pattern: address, "Where the CRM's API answers, by http or https.")),
            ("zone", .text(1...64, pattern: "^[A-Za-z0-9/_+-]+$", "An IANA name such as Europe/Kyiv.")),
            ("near", .whole(1...99, "From how many percent of a limit an order is near it.")),
            ("api_key", .text(0...4_096, pattern: "^[!-~]*$", "The CRM's key; written, never read.")),
            (
                "link_pattern",
                .text(0...300, pattern: "^[!-~]*$", "An address with {id} for the order's number; empty: none.")
            ),
        ]
        return Schema(
            .object(members.map { Schema.Member($0.0, $0.1, isRequired: required.contains($0.0)) }))
    }

    static let bodyExample: JSON = [
        "name": "Dubok Shop UA", "base_url": "https://openapi.keycrm.app/v1", "zone": "Europe/Kyiv", "near": 80,
    ]
}

extension ProjectResource {
    init(_ project: ProjectRecord, near: Int) {
        self.init(
            projectID: project.publicID, name: project.name, baseURL: project.baseURL, zone: project.zone, near: near,
            linkPattern: project.linkPattern, keySetAt: project.keySetAt,
            connection: Connection(rawValue: project.connection.rawValue) ?? .untried,
            statusesFetchedAt: project.statusesFetchedAt)
    }

    /// A new project as it will be stored.
    init(_ form: ProjectForm, _ id: PublicID, keySetAt: Instant?) {
        self.init(
            projectID: id, name: form.name, baseURL: form.baseURL, zone: form.zone, near: form.near,
            linkPattern: form.linkPattern, keySetAt: keySetAt, connection: .untried, statusesFetchedAt: nil)
    }

    /// A changed project as it will be stored.
    init(_ form: ProjectForm, replacing stored: ProjectRecord, at now: Instant) {
        let isSame = form.apiKey == nil && form.baseURL == stored.baseURL
        self.init(
            projectID: stored.publicID, name: form.name, baseURL: form.baseURL, zone: form.zone, near: form.near,
            linkPattern: form.linkPattern, keySetAt: form.apiKey == nil ? stored.keySetAt : now,
            connection: isSame ? Connection(rawValue: stored.connection.rawValue) ?? .untried : .untried,
            statusesFetchedAt: stored.statusesFetchedAt)
    }
}

/// What a test of the connection said.
struct ConnectionResource: Resource {
    let projectID: PublicID
    let isWorking: Bool
    let outcome: String
    let status, statuses: Int?
    let testedAt: Instant

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project."),
        Field<Self>("working", \.isWorking, "Whether the key and the address are right."),
        Field<Self>(
            "outcome", \.outcome, "The verdict as a word: working, unauthorized, rate_limited, unreachable and others."),
        Field<Self>("status", \.status, "The HTTP status of the CRM's answer; null: there was none."),
        Field<Self>("statuses", \.statuses, "How many statuses the CRM has."),
        Field<Self>("tested_at", \.testedAt, "When."),
    ]
    static let example = ConnectionResource(
        projectID: .example, isWorking: true, outcome: "working", status: 200, statuses: 33, testedAt: .example)
}

extension ConnectionResource {
    init(_ verdict: KeyCRMVerdict, of project: PublicID, at now: Instant) {
        self.init(
            projectID: project, isWorking: verdict.isWorking, outcome: verdict.kind.rawValue, status: verdict.status,
            statuses: verdict.statuses, testedAt: now)
    }
}
