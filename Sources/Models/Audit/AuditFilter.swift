import struct FoundationEssentials.UUID
package import Forms

/// Which entries of the activity log a page shows: its query.
package struct AuditFilter: Sendable, Equatable {
    package enum Actor: Sendable, Equatable {
        case person(Person.ID)
        /// Not a person: the program itself.
        case program

        /// As the query says it.
        package var text: String {
            switch self {
            case .person(let id): id.text
            case .program: "program"
            }
        }

        package init?(_ text: String) {
            if text == "program" {
                self = .program
            } else if let id = UUID(uuidString: text) {
                self = .person(Person.ID(rawValue: id))
            } else {
                return nil
            }
        }
    }

    /// One thing that was changed.
    package struct Target: Sendable, Equatable {
        package let kind: AuditEntry.Target
        package let id: String

        package init(_ kind: AuditEntry.Target, _ id: String) {
            self.kind = kind
            self.id = id
        }

        /// `project:a2b3c4d5e6`
        package var text: String { "\(kind.rawValue):\(id)" }

        package init?(_ text: String) {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let kind = AuditEntry.Target(rawValue: String(parts[0])), parts[1].utf8.count <= 80
            else { return nil }
            self.init(kind, String(parts[1]))
        }
    }

    /// The last entry before the page: its time and its number.
    package struct Cursor: Sendable, Equatable {
        package let at: Instant
        package let id: Int

        package init(at: Instant, id: Int) {
            self.at = at
            self.id = id
        }

        /// `1795095600000000.17`
        package var text: String { "\(at.microseconds).\(id)" }

        package init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, let at = Int64(parts[0]), let id = Int(parts[1]),
                (0...Instant.latestOfACursor).contains(at)
            else { return nil }
            self.init(at: Instant(microseconds: at), id: id)
        }
    }

    package var actor: Actor?
    package var event: AuditEntry.Event?
    package var target: Target?
    /// From this date on, and up to the end of that one, in the reader's zone.
    package var from: LocalDate?
    package var to: LocalDate?
    package var before: Cursor?

    package init() {}

    /// What of a query makes sense; the rest is left out, as an old bookmark should still open.
    package init(_ query: Input) {
        actor = query["person"].flatMap { Actor($0) }
        event = query["event"].flatMap(AuditEntry.Event.init(rawValue:))
        target = query["target"].flatMap { Target($0) }
        from = query["from"].flatMap { LocalDate($0) }
        to = query["to"].flatMap { LocalDate($0) }
        before = query["before"].flatMap { Cursor($0) }
    }

    package var isActive: Bool { actor != nil || event != nil || target != nil || from != nil || to != nil }

    /// The query that asks for the same, without the page.
    package var query: [(name: String, value: String)] {
        let pairs: [(String, String?)] = [
            ("person", actor?.text), ("event", event?.rawValue), ("target", target?.text),
            ("from", from?.description), ("to", to?.description),
        ]
        return pairs.compactMap { name, value in value.map { (name, $0) } }
    }
}

extension Instant {
    /// The year 9999: what an address may say, and the database understands.
    fileprivate static let latestOfACursor: Int64 = 253_402_300_799_000_000
}
