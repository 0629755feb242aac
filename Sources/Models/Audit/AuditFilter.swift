import struct FoundationEssentials.UUID

/// Which entries of the activity log a page shows: its query.
package struct AuditFilter: Sendable, Equatable {
    package enum Actor: RawRepresentable, Sendable, Equatable {
        case person(Person.ID)
        /// Not a person: the program itself.
        case program

        /// As the query says it.
        package var rawValue: String {
            switch self {
            case .person(let id): id.text
            case .program: "program"
            }
        }

        package init?(rawValue: String) {
            if rawValue == "program" {
                self = .program
            } else if let id = UUID(uuidString: rawValue) {
                self = .person(Person.ID(rawValue: id))
            } else {
                return nil
            }
        }
    }

    /// One thing that was changed.
    package struct Target: RawRepresentable, Sendable, Equatable {
        package let kind: AuditEntry.Target
        package let id: String

        package init(_ kind: AuditEntry.Target, _ id: String) {
            self.kind = kind
            self.id = id
        }

        /// `project:a2b3c4d5e6`
        package var rawValue: String { "\(kind.rawValue):\(id)" }

        package init?(rawValue: String) {
            let parts = rawValue.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let kind = AuditEntry.Target(rawValue: String(parts[0])), parts[1].utf8.count <= 80
            else { return nil }
            self.init(kind, String(parts[1]))
        }
    }

    /// The time and the number of an entry.
    package typealias Cursor = ListCursor<Instant, Int>

    package var actor: Actor?
    package var event: AuditEntry.Event?
    package var target: Target?
    /// From this date on, and up to the end of that one, in the reader's zone.
    package var from: LocalDate?
    package var to: LocalDate?
    package var size = ListQuery.standardSize
    package var cursor: Cursor?

    package init() {}

    package init(_ query: inout ListQuery) {
        actor = query.choice("person", of: Actor.self)
        event = query.choice("event", of: AuditEntry.Event.self)
        target = query.choice("target", of: Target.self)
        from = query.date("from")
        to = query.date("to")
        size = query.size()
        cursor = query.cursor(Cursor.self)
    }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("person", actor?.rawValue), ("event", event?.rawValue), ("target", target?.rawValue),
            ("from", from?.description), ("to", to?.description),
            ("size", size == ListQuery.standardSize ? nil : "\(size)"),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }
}
