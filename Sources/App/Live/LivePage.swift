import HTTP
import Models

/// By what a stream was opened; it stays open as long as that holds.
enum LiveReader: Sendable {
    /// A page in the session with that hash.
    case page(tokenHash: [UInt8])
    /// A program with that token, which belongs to one organization.
    case program(token: String, in: Organization.ID)

    /// What of a person's places may be told there.
    func reach(_ places: Places) -> Places {
        switch self {
        case .page: places
        case .program(_, let organization): places.narrowed(to: organization)
        }
    }
}

/// One open page, or program: its stream, whose it is and what may be told there.
struct LivePage: Sendable {
    let stream: ResponseStream
    let reader: LiveReader
    let person: Person.ID
    /// The only project it is told of; nil for all that its person sees.
    let project: Project.ID?
    /// As of the last look.
    var places: Places
    /// Everything up to here it has been told or does not need.
    var position: LivePosition
    /// What comes while it is still being told what it missed; nil afterwards.
    var held: [LiveRecord]? = []

    func isTold(_ record: LiveRecord) -> Bool {
        guard position < record.position, places.organizations.contains(record.organization) else { return false }
        guard let changed = record.project else { return !isProgram && record.people.contains(person) }
        return places.projects[changed] != nil && (project == nil || project == changed)
    }

    /// Whether the page may stay open with these rights: who has left an organization, or lost sight of the
    /// project the page is about, opens another one, if any.
    func mayStay(in now: Places) -> Bool {
        places.organizations.isSubset(of: now.organizations) && (project.map { now.projects[$0] != nil } ?? true)
    }

    /// The records that are this page's, as events.
    func text(of records: [LiveRecord], at second: Int64) -> [UInt8] {
        records.reduce(into: []) { bytes, record in
            if isTold(record) { bytes += LiveText.event(record, places, at: second, isProgram: isProgram) }
        }
    }

    /// Programs follow orders; their notices are another door's.
    var isProgram: Bool {
        if case .program = reader { true } else { false }
    }
}

/// What stands on the wire.
enum LiveText {
    /// Milliseconds after which a browser comes again.
    static func retry(_ milliseconds: Int) -> [UInt8] { Array("retry: \(milliseconds)\n\n".utf8) }

    /// Keeps proxies from closing, and finds out whether somebody is still there.
    static let heartbeat = Array(": \n\n".utf8)

    /// The page is told everything from here on.
    static func ready(_ mark: LiveMark) -> [UInt8] { event(mark, "ready", "{}") }

    /// The page was away for too long to be told what it missed.
    static func unknown(_ mark: LiveMark, isProgram: Bool) -> [UInt8] {
        let orders = event(mark, LiveTopic.invalidate.rawValue, "{}")
        return isProgram ? orders : orders + event(mark, LiveTopic.notifications.rawValue, "{}")
    }

    /// Programs are told by the names that the answers of the JSON door have.
    static func event(
        _ record: LiveRecord, _ places: Places, at second: Int64, isProgram: Bool = false
    ) -> [UInt8] {
        let names = isProgram ? (project: "project_id", order: "number") : (project: "project", order: "order")
        var members: [String] = []
        if let project = record.project.flatMap({ places.projects[$0] }) {
            members.append("\"\(names.project)\":\"\(project.rawValue)\"")
        }
        // An order's number, which our own table holds as a number.
        if let entity = record.entity, let number = Int(entity) { members.append("\"\(names.order)\":\(number)") }
        return event(
            LiveMark(position: record.position, second: second), record.topic.rawValue,
            "{\(members.joined(separator: ","))}")
    }

    private static func event(_ mark: LiveMark, _ name: String, _ data: String) -> [UInt8] {
        Array("id: \(mark.text)\nevent: \(name)\ndata: \(data)\n\n".utf8)
    }
}

extension [LiveRecord] {
    /// The same with each thing said once, at its last place; of a project in which more than `limit` orders
    /// have changed it is said that it has changed.
    func collapsed(over limit: Int) -> [LiveRecord] {
        var orders: [Project.ID: Set<String>] = [:]
        for record in self where record.topic == .orderUpdated {
            if let project = record.project, let order = record.entity { orders[project, default: []].insert(order) }
        }
        var said: Set<String> = []
        var kept: [LiveRecord] = []
        for record in reversed() {
            var record = record
            if let project = record.project, orders[project, default: []].count > limit {
                record = LiveRecord(
                    position: record.position, organization: record.organization, topic: .invalidate, project: project,
                    people: [], entity: nil)
            }
            if let project = record.project {
                guard said.insert("\(project.text) \(record.topic) \(record.entity ?? "")").inserted else { continue }
            }
            kept.append(record)
        }
        return kept.reversed()
    }
}
